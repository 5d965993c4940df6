### The guard's room: what goes wrong, why, and what was done.

nav-guard = Guard
guardroom-title = The guard: is every smile as it should be?
guardroom-about = A field of still points while all is well. When something flickers: where it began, why, what was done, and who must answer.
guardroom-heading = The guard
guardroom-lead = Once a second this hub looks whether smiles shine as they were told to. It counts what goes wrong, group by group, and never looks at what anybody feels.
guardroom-wait = Looking over the city …
guardroom-failed = The guard did not answer. The hub may be away. Each smile still watches over itself, and goes dark where something is wrong.
guardroom-retry = Try again
guardroom-stale = The hub has not answered for a while. This is the last that was heard.

## Now

guardroom-calm = All is still
guardroom-under = { $smiles } smiles in { $districts } districts, and nothing more than the few faults of every day. The guard is set so that a district raises one false alarm in { $days } days at most, and all other groups together no more than all districts.
guardroom-phones =
    { $silent ->
        [0] { $failed ->
                [0] No phone fell silent, and no lamp failed.
               *[other] Lamps failed { $failed } times since the hub began.
            }
       *[other] { $silent } pages fell silent since the hub began, and lamps failed { $failed } times.
    }
guardroom-under-drill = A drill: an operator planted this fault among made-up smiles, to see whether it is found. No real mouth flickers.
guardroom-under-open = Every smile watches over itself: one that flickers goes dark by its own guard, without asking anybody.
guardroom-point = Touch a point to see what it stands for.
guardroom-kind-district = districts
guardroom-kind-lot = lots, made together
guardroom-kind-release = firmware releases
guardroom-kind-glyph = designs they wear
guardroom-kind-hub = hubs that serve them
guardroom-kind-charger = chargers
guardroom-one-district = district
guardroom-one-lot = lot
guardroom-one-release = release
guardroom-one-glyph = design
guardroom-one-hub = hub
guardroom-one-charger = charger
guardroom-sky-still =
    { $count ->
        [one] one still point
       *[other] { $count } still points
    }
guardroom-says =
    { $smiles ->
        [0] { $name } ({ $kind }), fewer than 50 smiles: { $word }
       *[other] { $name } ({ $kind }), { $smiles } smiles: { $word }
    }
guardroom-word-calm = as always
guardroom-word-more = a little more than always
guardroom-word-alarm = alarm: far more faults than always
guardroom-word-rests = resting, dark
guardroom-word-began = it began here
guardroom-word-few = too few smiles to tell

## What it is

guardroom-title-looking = Something flickers, and we look for the cause
guardroom-title-release = A release of firmware makes smiles flicker: { $id }
guardroom-title-glyph = A design makes smiles flicker: { $id }
guardroom-title-lot = Smiles of one lot flicker: lot { $id }
guardroom-title-contact = A flicker spreads from smile to smile
guardroom-title-hub = What one hub sends makes smiles flicker: { $id }
guardroom-title-place = Smiles flicker around one place: { $id }
guardroom-title-hidden = A flicker spreads between smiles that never met: what they share is their { $id }
guardroom-title-none = Some smiles flickered, by chance and not by one cause
guardroom-title-unknown = Smiles flicker, and we do not know yet why
guardroom-was-looking = Something flickered, and its cause was never found
guardroom-was-release = A release of firmware made smiles flicker: { $id }
guardroom-was-glyph = A design made smiles flicker: { $id }
guardroom-was-lot = Smiles of one lot flickered: lot { $id }
guardroom-was-contact = A flicker spread from smile to smile
guardroom-was-hub = What one hub sent made smiles flicker: { $id }
guardroom-was-place = Smiles flickered around one place: { $id }
guardroom-was-hidden = A flicker spread between smiles that never met: what they shared is their { $id }
guardroom-was-none = Some smiles flickered, by chance and not by one cause
guardroom-was-unknown = Smiles flickered, and nobody knows why
guardroom-last = The last one: { $what }
guardroom-title-in = { $what }. It began in { $district }.

## Why

guardroom-why = How likely each cause is
guardroom-why-wait = A few more faults must be seen before anything can be said. That takes seconds.
guardroom-cause-release = a release
guardroom-named-release = release { $id }
guardroom-cause-glyph = a design
guardroom-named-glyph = design { $id }
guardroom-cause-lot = a lot
guardroom-named-lot = lot { $id }
guardroom-cause-contact = from smile to smile { $id }
guardroom-cause-hub = a hub
guardroom-named-charger = charger { $id }
guardroom-named-hub = hub { $id }
guardroom-cause-place = a place
guardroom-named-place = place { $id }
guardroom-cause-hidden = something hidden that they share { $id }
guardroom-cause-none = no common cause { $id }
guardroom-cause-unknown = something else { $id }
guardroom-ground-alarm =
    { $factor ->
        [lot] Lot { $level }
        [release] Release { $level }
        [glyph] Design { $level }
        [hub] { $level }
        [district] District { $level }
        [charger] Charger { $level }
       *[fleet] The whole fleet
    }: { $smiles ->
        [few] fewer than 50
       *[other] { $smiles }
    } smiles failed within { $seconds } s. { $often ->
        [0] {""}
       *[other] Usually one of them fails in about { $often } { $unit ->
            [years] years
            [days] days
            [hours] hours
            [minutes] minutes
           *[seconds] seconds
        }.
    }
guardroom-ground-cause =
    Chance of { $cause ->
        [contact] something that smiles catch from each other
        [hidden] a hidden way from smile to smile, by { $level }
        [place] something at the place { $level }
        [glyph] design { $level }
        [none] nothing but chance
        [unknown] a cause that nobody knows
       *[other] { $cause } { $level }
    }: { $percent } %.
guardroom-ground-first = If it was caught from smile to smile, it is { $percent } % sure which smile was the first.
guardroom-ground-near =
    { $faults ->
        [few] Most faults lie close together, within { $metres } m.
       *[other] Most faults lie close together: { $faults } within { $metres } m.
    } By chance there would be { $chance }.
guardroom-ground-alone =
    { $faults ->
        [0] No fault came without a meeting that could have passed it on.
        [few] { $all ->
            [few] Some faults came without any meeting that could have passed them on.
           *[other] Fewer than 50 of { $all } faults came without any meeting that could have passed them on.
        }
       *[other] { $faults } of { $all } faults came without any meeting that could have passed them on.
    }
guardroom-ground-shared =
    { $faults ->
        [few] Some faults that no meeting explains
       *[other] { $shared ->
            [few] Some of { $faults } faults that no meeting explains
           *[other] Of { $faults } faults that no meeting explains, { $shared }
        }
    } share a { $factor ->
        [glyph] design
       *[other] { $factor }
    } with an earlier one. By chance there would be { $chance }.
guardroom-ground-calm = Nothing failed more often than it usually does.
guardroom-ground-few =
    { $smiles ->
        [1] 1 smile
       *[other] { $smiles } smiles
    } failed lately: too few, or too far apart, for an alarm.
guardroom-ground-likest =
    If it is more than chance, it looks most like { $cause ->
        [contact] something that smiles catch from each other
        [hidden] a hidden way from smile to smile
        [place] something at one place
        [unknown] a cause that nobody knows
        [glyph] a design
        [none] chance
       *[other] a { $cause }
    }.
guardroom-sure-certain = almost certain
guardroom-sure-very = very likely
guardroom-sure-likely = likely
guardroom-sure-possible = possible
guardroom-sure-unlikely = unlikely
guardroom-sure-hardly = hardly
guardroom-hundred = { $part } of 100
guardroom-odds-rest = Next to nothing speaks for: { $rest }.
guardroom-strip = Signs of faults in the whole city over the last { $minutes } minutes.
guardroom-strip-marks = The dotted lines: { $marks }.
guardroom-strip-says = At most { $most } signs of faults in five seconds; { $now } in the last ones.

## What was done

guardroom-done = What was done
guardroom-step-detected = detected
guardroom-step-explained = explained
guardroom-step-contained = contained
guardroom-step-mended = mended
guardroom-step-told = told to those it touched
guardroom-step-closed = closed
guardroom-step-answered = answered
guardroom-step-owed = asked
guardroom-step-reopened = opened again
guardroom-next = next
guardroom-later = later
guardroom-did-detected = Far more faults than always in { $where }.
guardroom-did-contained =
    { $rest ->
        [none] Whoever flickered rests
       *[other] The made-up smiles of { $rest }, and whoever flickered, rest
    } until it is mended, { $minutes } minutes at most.
guardroom-did-free = May shine again, as it is not behind this: { $free }.
guardroom-did-explained = { $what }.
guardroom-did-told = Everybody whose smile rested was told why, in plain words.
guardroom-did-closed = No new faults. The report stands in the log for good.
guardroom-after-seconds = { $seconds } s after it began
guardroom-after-minutes = { $minutes } min after it began
guardroom-entry = Entry { $index } of the log.
guardroom-entry-none = Not in the log yet.
guardroom-proof-wait = Your browser is checking it.
guardroom-proof-holds = Your browser checked it: it stands there unchanged.
guardroom-proof-fails = This does not hold. Do not trust it.
guardroom-report = The whole report, to read or to print

## Who made it, who must answer

guardroom-went = From maker to mouth
guardroom-went-invented = Made up, as the smiles of this city are: no name, date or sum here is real.
guardroom-went-one = { $who } { $did }
guardroom-went-two = { $who } { $did } { $whom }
guardroom-did-made = made it
guardroom-did-signed = signed for it
guardroom-did-bought = bought it from
guardroom-did-sold = sold it to
guardroom-did-tested = tested it
guardroom-did-knew = knew of it
guardroom-did-paid = paid
guardroom-did-shipped = shipped it to
guardroom-did-other = { $did }
guardroom-price = for { $price }
guardroom-asked-release-0 = Who tested it before it was signed, and what did they find?
guardroom-asked-release-1 = Why did it pass its first ring?
guardroom-asked-glyph-0 = Who certified it, on which smiles?
guardroom-asked-lot-0 = Who tested this lot before it was sold, and what did they find?
guardroom-asked-lot-1 = Where are the others of this lot, and who has them?
guardroom-asked-contact-0 = How could one smile pass it on to others?
guardroom-asked-hub-0 = Who changed what this hub sends, and when?
guardroom-asked-place-0 = What sent the radio storm, and who let it?
guardroom-asked-hidden-0 = Who knew that this is a way in, and since when?
guardroom-owed = Answers owed
guardroom-owed-none = Nobody owes an answer.
guardroom-due = { $to } owes an answer until { $when }
guardroom-answer = Write down the answer
guardroom-answer-what = What was answered, in plain words and with nobody named. It is written once, for everybody to read, and stands for good.
guardroom-answer-send = Write it into the log
guardroom-answer-done = It is written down.
guardroom-answered = { $to } answered on { $when }

## What an operator may do

guardroom-acts = What you may do
guardroom-rest-what = Let the smiles of one district rest.
guardroom-rest = Let it rest for { $minutes } minutes
guardroom-rest-drill = This is a drill: only made-up smiles there fade to dark, and their rest ends with the drill. No real light is touched.
guardroom-rest-says = All smiles there fade to dark within a second, and come back by themselves. It is signed, and stands in the log.
guardroom-rest-hubs = These districts rest only where a second hub signs, too: { $districts }.
guardroom-rested = { $district } rests now, for { $minutes } minutes at most.
guardroom-wake-what = These districts rest.
guardroom-wake = Let it shine again
guardroom-rests-until = They rest until { $time } at most. Each smile tests itself before it shines, and people say yes themselves.
guardroom-woken = { $district } may shine again.
guardroom-mend = It is mended
guardroom-mend-says = Made-up smiles are put back as they were, test themselves, and shine again.
guardroom-mend-release = Made-up smiles go back to the release before, test themselves, and shine again.
guardroom-mend-glyph = The design is taken off; made-up smiles test themselves, and shine again.
guardroom-mend-lot = The lot is called back and put right; its made-up smiles test themselves, and shine again.
guardroom-mend-hub = The hub sends what it was told to; made-up smiles test themselves, and shine again.
guardroom-mend-place = The radio storm is over; made-up smiles test themselves, and shine again.
guardroom-mended = Mended. The hub watches for up to a minute before it closes this.
guardroom-drill-what = Hold a drill: plant a fault among made-up smiles, and see whether it is found.
guardroom-drill-lot = a bad lot
guardroom-drill-release = a bad release
guardroom-drill-glyph = a poisoned design
guardroom-drill-contact = a fault that spreads
guardroom-drill-hub = a hub that lies
guardroom-drill-place = a radio storm
guardroom-drill-hidden = something hidden
guardroom-drill = Begin the drill
guardroom-drill-says = Real smiles are left out, whatever you let rest meanwhile. It ends by itself after a quarter of an hour at most.
guardroom-drill-stay = Leave it open until I say that it is mended
guardroom-drilled = The drill has begun. Watch the points.
guardroom-refused = { $what }. { $try }
guardroom-unheard = The hub did not answer. Nothing was changed, as far as we know. Try again.

## With other hubs

guardroom-hubs = With other hubs
guardroom-hubs-says = More than one district rests only where other hubs sign, too: one more, of another kind, for up to four districts, and two more from five on. Districts that rest already count. No hub asks another by itself: people carry a note there and back.
guardroom-hubs-count = Signatures that count here: { $hubs }.
guardroom-hubs-count-none = No other hub’s signature counts here yet. How one comes to count stands in docs/incidents.md, at “Whose signature counts”.
guardroom-hubs-soon = { $hub } counts from { $time } on.
guardroom-hubs-waits = { $hub } waits for the word of { $who }.
guardroom-hubs-lost = Which other hubs count here could not be read. Close this and open it again.
guardroom-hubs-one = { $hub } ({ $kind })
guardroom-hubs-kind-district = district
guardroom-hubs-kind-clinic = clinic
guardroom-hubs-kind-school = school
guardroom-hubs-kind-library = library
guardroom-hubs-kind-council = council
guardroom-hubs-word-operator = an operator
guardroom-hubs-word-council = the council
guardroom-hubs-draft = Draft a note
guardroom-hubs-which =
    Which districts shall rest? { $least ->
        [1] Others rest already, and count.
       *[other] Choose two or more.
    }
guardroom-hubs-minutes = For how many minutes? They run from the draft on, so leave time to carry it.
guardroom-hubs-why = Why? One line for everybody to read, with nobody named.
guardroom-hubs-draft-send = Draft it
guardroom-hubs-draft-says = Nothing goes dark yet. A draft is in force nowhere.
guardroom-hubs-drafted = The draft is ready, signed by your hub.
guardroom-hubs-carry = Bring this note, unchanged, to the operators of the other hubs. They sign it on their page of the guard, and you paste what comes back at “Order it”.
guardroom-hubs-note = The signed note
guardroom-hubs-note-copy = Copy
guardroom-hubs-note-copied = Copied
guardroom-hubs-note-marked = Marked, to copy by hand
guardroom-hubs-sign = Sign another hub’s note
guardroom-hubs-paste-theirs = Paste their note here, to read what it asks.
guardroom-hubs-unreadable = This is no whole note. One begins with “photophore order to rest v1” and ends with a signature. Something was lost on the way: ask for it again, unchanged.
guardroom-hubs-asks =
    { $hub } asks that { $whom ->
        [virtual] the smiles that nobody wears
       *[other] all smiles
    } in { $districts } rest for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }, until { $time }.
guardroom-hubs-why-is = Why: { $why }
guardroom-hubs-why-none = It does not say why.
guardroom-hubs-names = Signed in the name of { $names }.
guardroom-hubs-until = It must be ordered before { $time }.
guardroom-hubs-late = It had to be ordered before { $time }, which is over. Ask for a new draft.
guardroom-hubs-sign-says = The names are what the note says of itself, and nobody checked them here: ask those people in another way before you sign. Your hub’s log says first that you did.
guardroom-hubs-sign-send = Sign it
guardroom-hubs-signed = It is signed, and stands in your log.
guardroom-hubs-carry-back = Bring this note back, unchanged, to { $hub }. Only there can it be ordered.
guardroom-hubs-order = Order it
guardroom-hubs-paste-back = Paste the signed notes here, one below the other.
guardroom-hubs-differ = These notes are of different drafts. Paste only those of one.
guardroom-hubs-order-says = Your hub checks the signatures. Then all smiles there fade to dark within a second, real ones too, even in a drill, and come back by themselves. It stands in the log with every signature.
guardroom-hubs-order-send = Let them rest now
guardroom-hubs-rest = { $districts } rest now, until { $time } at most.

## While nothing goes wrong

guardroom-teach = What happens when something flickers
guardroom-teach-detected = One point outshines all others: there it began. That takes seconds.
guardroom-teach-explained = The causes come, each as large as it is likely: a lot, a release, a place, or from smile to smile.
guardroom-teach-contained = Its district may be asked to rest: smiles fade to dark, softly, for 15 minutes at most.
guardroom-teach-mended = The bad release is taken back, the bad lot recalled.
guardroom-teach-told = Everybody it touched reads in plain words what happened.
guardroom-teach-closed = A report for everybody: who made it, who signed, who paid, who knew, and who still owes an answer.
guardroom-teach-drill = An operator of this hub can hold a drill here, among made-up smiles.
guardroom-nobody = Nobody is watched here
guardroom-nobody-says = This hub runs without a city of its own, so there are no groups to watch. `photophore up` starts one that has.

## Groups and reports

guardroom-fleet = All groups, in words
guardroom-col-name = Group
guardroom-col-smiles = Smiles
guardroom-col-now = Now
guardroom-few = fewer than 50
guardroom-past = What happened before
guardroom-back = Back to now
guardroom-report-says = Incident { $number }, which began on { $when }. Nothing here is about a person. Each line has its entry in the log; your browser checks them as you read.
guardroom-report-drill = This was a drill among made-up smiles.
guardroom-report-none = There is no incident of this number.
guardroom-print = Print it
guardroom-data = As data

## On a wearer's own page

guardroom-rest-you = Your district rests until { $time }, so your light is dark. It is not your fault, and nothing you feel was read.
guardroom-rest-over = The rest is over. Your light comes back when you say so.
guardroom-rest-again = Shine again
guardroom-rest-why = Why it rests

### A host's page: bringing a crowd into step.

nav-gather = Gather
gather-title = Gather: bring a crowd into step
gather-about = Open a gathering, see beforehand whether its crowd will fall into step, and how it does.
gather-heading = Bring a crowd into step
gather-lead = People join with a code. Each decides how far others may pull them, and leaves with one touch. You see how the whole crowd does, never what one person chose.

gather-empty = One bright place going round: a crowd in step
gather-empty-says = Each light in the ring is a moment of one beat. It glows where most of the crowd is. Out of step, the ring is even and faint.
gather-empty-how = Hosts open gatherings. Whoever runs this hub is its operator and may host: they became it by the link that photophore up printed, and can make you a host on the page Join.
gather-empty-code = I have a code
gather-demo = An example: a ring of lights with one bright place that goes round slowly.

gather-name = What is it called?
gather-name-says = Whoever has the code reads this name. The public log does not.
gather-name-missing = Give it a name first.
gather-mode = How it falls into step
gather-mode-drift = Drift
gather-mode-drift-says = Everybody leans a little towards the others’ beat.
gather-mode-firefly = Fireflies
gather-mode-firefly-says = Nobody has a rhythm, the crowd has one: whoever flashes first calls the others.
gather-mode-score = A score
gather-mode-score-says = Designs come and go by the clock, as you wrote.
gather-score = The score
gather-score-says = A line for each call: its time, a design that needs nothing of anyone, and how long it takes to come, stay and go. It is played again and again. The hub signs each round.
gather-rhythm = Rhythm
gather-rhythm-value = { $beats } beats a minute
gather-firm = How firm the pull is
gather-firm-value = { $firm } beats a minute
gather-firm-none = no pull
gather-firm-much = firm
gather-threshold = from here on in step
gather-begins = It begins
gather-begins-now = (empty: now)
gather-lasts = It lasts
gather-minutes =
    { $minutes ->
        [15] a quarter of an hour
        [30] half an hour
        [60] an hour
        [120] two hours
        [240] four hours
       *[other] { $minutes } minutes
    }
gather-place = Where it is
gather-place-none = nowhere in particular
gather-cap = Votes that one district may have
gather-cap-share =
    { $share ->
        [100] as many as come
       *[other] { $share } % at most
    }
gather-wears = What people are offered to wear
gather-wears-own = their own
gather-invite = Virtual smiles that are asked in
gather-invite-some =
    { $smiles ->
        [0] none
       *[other] up to { $smiles }
    }
gather-open = Open it
gather-open-says = You get a code for phones. Nobody is in it before they touch Join in.
gather-over = Over: { $names }

gather-which = Your gatherings
gather-when =
    { $soon ->
        [soon] From { $begins } to { $until }
       *[now] Until { $until }
    }{ $place ->
        [none] .
       *[other] , in { $place }.
    }
gather-qr = A QR code: a phone’s camera opens the way in.
gather-code = Or say these two words:
gather-ring =
    A ring of lights for { $members } smiles. { $step ->
        [close] One bright place goes round: they are in step.
        [some] The light gathers in one part: they are falling into step.
        [part] The light gathers in one part: some are in step.
        [parting] The light spreads: they are drifting apart.
        [apart] The light is spread: each beats at an own pace.
       *[none] It is dark until two are here.
    }
gather-count =
    { $members ->
        [one] smile
       *[other] smiles
    }
gather-step =
    { $step ->
        [close] in step
        [some] falling into step
        [part] partly in step
        [parting] drifting apart
        [apart] each at an own pace
       *[none] waiting for more
    }
gather-calls-none = The score begins when somebody is here and its time has come.
gather-calls-now = Now: { $glyphs }.
gather-calls-rest = Everybody shows an own design.
gather-calls-next = In { $seconds } s: { $glyph }.
gather-calls-again = It begins again in { $seconds } s.
gather-will =
    { $will ->
        [yes] The crowd will fall into step.
       *[no] The crowd will not fall into step.
    } { $sure ->
        [very] We are quite sure.
        [some] We are fairly sure.
       *[hardly] We are not very sure.
    }
gather-will-few = Whether the crowd will fall into step is told from five people on.
gather-why = People here seem about { $open } % open to being pulled. It is a guess from blurred answers, so that nobody’s slider shows. So the pull must be above { $threshold } beats a minute; it is { $firm }. In the end about { $order } % would be in step.
gather-why-few = With fewer, it would tell what one of them chose.
gather-figure-order =
    { $known ->
        [yes] { $order } % in step now
       *[no] two are needed to be in step
    }
gather-figure-phones =
    { $phones ->
        [one] 1 phone
       *[other] { $phones } phones
    }{ $invited ->
        [0] {""}
       *[other] , { $invited } virtual smiles
    }
gather-figure-skew =
    { $known ->
        [yes] phones agree on the time to { $ms } ms
       *[no] no phone told its clock yet
    }
gather-figure-few = means are told from { $least } people on
gather-figure-log = its entry in the public log
gather-end = End it for everybody
gather-end-sure = Yes, end it now
gather-end-no = Go on
gather-another = Open another

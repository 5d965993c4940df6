### The city's rules.

## The page

nav-policies = Rules
policies-title = Photophore: the city’s rules
policies-about = What the whole city keeps dark, whoever asks: every rule in plain words, as text, and as light.
policies-heading = The city’s rules
policies-lead = A rule keeps things dark for everybody, whoever asks. No rule can light you: that takes a yes of your own.
policies-wait = The rules are coming …
policies-failed = The rules did not come. The hub may be away; they hold all the same.
policies-retry = Try again
policies-everything = All rules together
policies-question = May { $audience } see { $signal } of { $wearer } { $purpose }?
policies-answer-all = Yes, everywhere and always, if { $wearer } says yes.
policies-answer-none = No. It stays dark, whatever anybody says.
policies-answer-some = Yes, if { $wearer } says yes. But dark: { $dark }.
policies-field-all = bright everywhere
policies-field-none = dark everywhere
policies-field-some = dark: { $dark }
policies-field-hours = { $count ->
        [one] one other square
       *[other] { $count } other squares
    }
policies-field-key = Each point is a place at a time of the week. A full point may be lit, a ring stays dark.
policies-alone-none = This rule darkens nothing of it.
policies-alone-some = This rule darkens it { $dark }.
policies-alone-all = This rule darkens all of it.
policies-telling = Show me what it darkens
policies-by-council = Made by the council
policies-stays = Law and promises
policies-why = It stays, because { $why }.
policies-none-yet = The council has made no rule of its own yet. Below, anybody can try one.
policies-text = Its text, as the computer reads it
policies-text-more = The first part stands in every built-in rule: it says that only what has a name exists.
policies-since = In force since { $date }.
policies-version = Version { $version }.
policies-urgent = It was urgent.
policies-entry = Entry { $entry } of the log
policies-hash = Its hash begins { $hash }.
policies-waiting = { $name } is accepted, and takes effect as soon as it is compiled.
policies-no-sentence = Its author wrote no sentence.
policies-english = The texts of rules are in the language of their authors.

policies-pick-wearer = Whose
policies-pick-audience = Who looks
policies-pick-signal = What is seen
policies-pick-purpose = What for
policies-one-guest = a guest
policies-one-adult = an adult
policies-one-teen = a teen
policies-one-child = a child
policies-one-virtual = a virtual person
policies-who-self = the wearer alone
policies-who-near = people nearby
policies-who-collective = the collective
policies-who-gathering = the gathering
policies-who-district = the district
policies-who-clinic = the clinic
policies-who-research = researchers
policies-who-public = the public
policies-what-feeling = the feeling
policies-what-heart = the heart
policies-what-skin = the skin
policies-what-mouth = the mouth
policies-what-place = the place
policies-what-story = the story
policies-for-any = for anything
policies-for-light = as light
policies-for-sync = to fall into step
policies-for-mural = for the neighbourhood’s picture
policies-for-care = for care
policies-for-research = for research
policies-for-remember = to remember it

policies-place-neighbourhood = nearby
policies-place-home = home
policies-place-clinic = clinic
policies-place-gathering = gathering
policies-place-workplace = work
policies-place-education = school
policies-place-street = street
policies-place-elsewhere = elsewhere
policies-at-neighbourhood = in the neighbourhood
policies-at-home = at home
policies-at-clinic = at the clinic
policies-at-gathering = at a gathering
policies-at-workplace = at work
policies-at-education = at school
policies-at-street = in the street
policies-at-elsewhere = elsewhere
policies-week = weekdays
policies-rest = weekends
policies-band-night = night
policies-band-morning = morning
policies-band-day = day
policies-band-evening = evening
policies-at-week_night = on weekday nights
policies-at-week_morning = on weekday mornings
policies-at-week_day = on weekdays by day
policies-at-week_evening = on weekday evenings
policies-at-rest_night = on weekend nights
policies-at-rest_morning = on weekend mornings
policies-at-rest_day = at weekends by day
policies-at-rest_evening = on weekend evenings

policies-try = Try a rule
policies-try-says = Anybody can try. Nothing changes by trying; you see what would turn dark, and for whom.
policies-try-text = The rule’s text
policies-try-see = See what would change
policies-try-again = Begin anew
policies-try-example = // At night nobody sees a heart but its own wearer.
policies-try-busy = Cedar is asked about every case. This takes some seconds.
policies-try-lost = The hub did not answer. Your text is still here; try again.
policies-try-wrong = { $what }. { $try }.
policies-try-line = Show me line { $where }
policies-try-nothing = It would change nothing: what it forbids is dark already.
policies-try-count = { $dark ->
        [0] Nothing would turn dark
        [one] One case would turn dark
       *[other] { $dark } cases would turn dark
    }, { $bright ->
        [0] and nothing bright.
        [one] and one bright.
       *[other] and { $bright } bright.
    }
policies-try-count-says = A case is one kind of person, one place, one time, one who looks, one thing to see and one reason.
policies-try-more = { $count ->
        [one] And one more change.
       *[other] And { $count } more changes.
    }
policies-now = Now
policies-then = With your rule
policies-propose = Put it in force
policies-propose-name = Its name, in small letters: quiet-nights
policies-propose-urgent = It is urgent: darken at once all that it could darken, then work out the rest
policies-propose-says = It will be listed in the log for ever, and takes effect in some seconds. You can end it again on this page.
policies-propose-only = Only the council can put a rule in force. You can try one, and show them this text.
policies-proposed = { $name } is in force: version { $version }. To undo it, end it below its text.
policies-change = Change it
policies-changing = You are changing { $name }. What you see is against what is in force.
policies-end = End it
policies-ended = { $name } has ended. What only it kept dark may be lit again.
policies-busy = Working …

## Words of a change


policies-wearer-all = everybody
policies-audience-all = nobody
policies-wearer-guest = guests
policies-wearer-adult = adults
policies-wearer-teen = teens
policies-wearer-child = children
policies-wearer-virtual = virtual people
policies-audience-self = they themselves
policies-audience-near = people near them
policies-audience-collective = their collective
policies-audience-gathering = their gathering
policies-audience-district = their district
policies-audience-clinic = the clinic
policies-audience-research = researchers
policies-audience-public = the public
policies-signal-feeling = their feeling
policies-signal-heart = their heart
policies-signal-skin = what their skin tells
policies-signal-mouth = their mouth’s acidity
policies-signal-place = where they are
policies-signal-story = their story
policies-signal-all = anything of them
policies-purpose-light = as light
policies-purpose-sync = to fall into step
policies-purpose-mural = in the neighbourhood’s picture
policies-purpose-care = for care
policies-purpose-research = for research
policies-purpose-remember = to remember it
policies-where-but = everywhere but { $where }
policies-turns-dark = { $wearers }: { $every ->
        [yes] nobody
       *[no] { $audiences }
    } { $every ->
        [yes] can see
       *[no] can no longer see
    } { $signals }{ $purposes }{ $where }{ $when }{ $every ->
        [yes] {" "}any more.
       *[no] .
    }
policies-turns-bright = { $wearers }: { $every ->
        [yes] all who look
       *[no] { $audiences }
    } could see { $everything ->
        [yes] everything of them
       *[no] { $signals }
    }{ $purposes }{ $where }{ $when }, if the wearer says yes.

## The built-in rules: their names, why they stay, and what they say, word for word as in their texts

policies-name-own-terms = Only what has a name exists
policies-name-bodies = No bodies at work or at school
policies-name-work-and-school = No feelings for employers and schools
policies-name-minors = Children and teens
policies-name-guests = Guests
policies-name-care = What is for care
policies-name-research = What is for research
policies-name-virtual-people = Virtual people

policies-why-own-terms = it is what makes everything dark that nobody named
policies-why-bodies = the law of the EU forbids to read feelings from bodies at work and at school
policies-why-work-and-school = the law of the EU forbids employers and schools to collect feelings
policies-why-minors = children and teens are protected by law, and cannot sign it away
policies-why-guests = it was promised: of a guest nothing is kept
policies-why-care = it was promised: what a clinic learns is for care alone
policies-why-research = it was promised: research needs a yes of its own
policies-why-virtual-people = virtual people try out what the city may do, so they may do what grown-ups may

policies-says-bodies-1 = At work, at school, and in places we know nothing of, no heart and no skin is heard or shown. By nobody, for nothing. The law of the EU says so for work and school: Regulation 2024/1689, article 5(1)(f).
policies-says-care-1 = A clinic sees mouths, hearts and skins to care for people, and for nothing else.
policies-says-care-2 = What was given for care is for the clinic and for you, and for nobody else.
policies-says-guests-1 = Of a guest nothing is remembered: when a guest leaves, all is gone.
policies-says-guests-2 = A guest is not known to a clinic, to research, or to a collective.
policies-says-minors-1 = A child's smile is not for the public, not for research, and not counted in a district.
policies-says-minors-2 = Nothing of a child is remembered, but for the child.
policies-says-minors-3 = A child's heart and skin are not sensed. A child says how it feels, or says nothing.
policies-says-minors-4 = A teen's smile is not for research.
policies-says-minors-5 = At night a teen's smile is not public.
policies-says-own-terms-1 = Only what has a name here exists: eight who may look, six things to see, six reasons. All else stays dark. A yes of the city lights nothing by itself. Light also needs a yes from the person who wears the smile.
policies-says-research-1 = People who do research see what was given for research, and nothing else.
policies-says-research-2 = What was given for research is seen by people who do research, and by nobody else.
policies-says-virtual-people-1 = A virtual person is made up by the computer. It may do all that a grown-up may, so that we can try things out first.
policies-says-work-and-school-1 = At work and at school, what tells of a feeling is for you, for people near you, and for a gathering that you chose. So no employer and no school can collect it: no group, no district, no clinic, no study, no public map.
policies-says-work-and-school-2 = And none of it is remembered there, by anybody.

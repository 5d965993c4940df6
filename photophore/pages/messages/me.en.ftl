### Your own terms, in sentences.

nav-me = Your terms
me-title = Your terms
me-about = Who may see what of you, where, and until when. You decide, and it is dark at once when you say so.

## A sentence. It is shown, and its hash stands in the log, so change no word lightly.

me-sentence = { $who } { $many ->
        [many] can
       *[one] can
    } { $do }, { $where }{ $when }, { $end }.
me-and = { $a } and { $b }
me-comma = { $a }, { $b }

me-who-self = Photophore
me-who-near = People near you
me-who-collective = Your collective
me-who-gathering = People at your gathering
me-who-district = Your district
me-who-clinic = The clinic
me-who-research = Researchers
me-who-public = Everybody
me-who-named = { $audience ->
        [clinic] Only { $person } of the clinic
        [research] Only { $person } of the researchers
       *[other] Only { $person }
    }
me-who-unnamed = the person you chose

me-signal-feeling = your feeling
me-signal-heart = your heartbeat
me-signal-skin = what your skin tells
me-signal-mouth = your mouth’s acidity
me-signal-place = where you are
me-signal-story = your story

me-do-light = { $audience ->
        [self] { $signal ->
            [place] light a smile that is yours
           *[other] hear { $what }, to light your own smile
        }
       *[other] { $signal ->
            [place] see that you are there, as a light
           *[other] see { $what } as light
        }
    }
me-do-sync = { $again ->
        [yes] fall into step with it
       *[no] fall into step with { $what }
    }
me-do-mural = { $again ->
        [yes] count { $it } in the neighbourhood’s picture
       *[no] count { $what } in the neighbourhood’s picture
    }
me-do-care = { $again ->
        [yes] look at { $it } to care for you
       *[no] look at { $what } to care for you
    }
me-do-research = { $again ->
        [yes] study { $it }
       *[no] study { $what }
    }
me-do-remember = { $again ->
        [yes] remember { $it }
       *[no] remember { $what }
    }

me-it-feeling = it
me-it-heart = it
me-it-skin = it
me-it-mouth = it
me-it-place = it
me-it-story = it

me-where-anywhere = anywhere
me-venue-neighbourhood = in the neighbourhood
me-venue-home = at home
me-venue-clinic = at the clinic
me-venue-gathering = at a gathering
me-venue-workplace = at work
me-venue-education = where you learn
me-venue-street = in the street
me-venue-elsewhere = elsewhere

me-when = , { $when }
me-when-night = at night
me-when-morning = in the morning
me-when-day = in the daytime
me-when-evening = in the evening
me-when-week = on weekdays
me-when-rest = at weekends
me-when-week-night = on weekday nights
me-when-week-morning = on weekday mornings
me-when-week-day = in the daytime on weekdays
me-when-week-evening = on weekday evenings
me-when-rest-night = on weekend nights
me-when-rest-morning = on weekend mornings
me-when-rest-day = in the daytime at weekends
me-when-rest-evening = on weekend evenings

me-until-ended = until you end it
me-until = until { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }, { $time }

## The page

me-heading = Your terms
me-lead = { $named ->
        [yes] { $name }, this
       *[no] This
    } is what you let happen. { $count ->
        [one] Touch the sentence to narrow it or end it.
       *[other] Touch a sentence to narrow it or end it.
    }
me-lead-none = You let nothing happen yet: nobody hears, sees or remembers anything of you. Begin with one sentence below, and end it whenever you like.
me-wait = Asking the hub …
me-dark = Everything of yours is dark, for everybody. Your sentences wait until you come back.
me-dark-stranger = Nothing of you was lit. Once you have joined, this disc makes all of you dark at once.
me-owed = It is dark here. The hub is out of reach, so this page keeps telling it; no light of yours outlives its lease.
me-lost = The hub is out of reach
me-lost-try = Nothing has changed. Try again in a moment; going dark works all the same
me-lost-page = The hub is out of reach. It is nothing you did; we keep looking for it. Going dark works all the same.
me-error = { $what }. { $try }.

me-see-self-with = What you see now
me-see-self-without = What you see if you end it
me-see-others-with = What they see now
me-see-others-without = What they see if you end it
me-no-light = This sentence makes no light. If you end it, it stops at once.
me-dark-now = You are dark just now, so nobody sees anything.
me-needs = Nothing shines by it yet: Photophore may not hear you. Let that happen below, and it shines.
me-not-here = It does not hold here or now, so nobody sees anything by it just now.
me-held-back = { $count ->
        [one] A rule of the city holds a part of this back, here and now.
       *[other] Rules of the city hold parts of this back, here and now.
    }
me-held-back-why = Read the rules
me-end = End it
me-narrow = Narrow it
me-since = Since { $day }.
me-receipt = Your receipt
me-receipt-fhir = The same for a clinic’s computer (FHIR)
me-where = Where
me-when-any = at any time
me-when-legend = When
me-end-legend = Until when
me-end-never = until I end it
me-end-hour = for an hour
me-end-tonight = until midnight
me-end-week = for a week
me-end-month = for a month
me-purposes = What for
me-purpose-light = light
me-purpose-sync = falling into step
me-purpose-mural = the neighbourhood’s picture
me-purpose-care = care
me-purpose-research = research
me-purpose-remember = remembering
me-narrow-first = Change something, and read here what it comes to.
me-narrow-empty = That would leave nothing. Choose at least one of each, or end the sentence.
me-stand = Let this stand instead
me-leave-as-is = Leave it as it is

me-offers = You could let this happen
me-offers-says = Nothing of it is on. One touch lets it happen, one touch ends it.
me-offer-needs = It shines only once Photophore may hear you.
me-let = Let it happen

me-matrix = All of it as a table
me-matrix-says = A full point is light; a ring is something else. Touch one to open its sentence.
me-matrix-no = no
me-short-feeling = Feeling
me-short-heart = Heart
me-short-skin = Skin
me-short-mouth = Mouth
me-short-place = Place
me-short-story = Story

me-looked = Who looked
me-dear = Dear { $name },
me-dear-you = Dear you,
me-looked-wait = The letter is on its way …
me-looked-failed = The letter did not come.
me-looked-nobody = Nobody has looked at anything of you. When somebody does, it stands here: who, at what, why and when.
me-looked-says = Nobody can look without it standing here. Looks of the same kind on one day are one line.
me-look = { $who } looked at { $signal } { $count ->
        [one] once
        [2] twice
       *[other] { $count } times
    }, { $why }, { $count ->
        [one] on
       *[other] the last time on
    } { $day }.
me-look-why = They wrote:
me-look-proof = Your decision that let them
me-look-light = Your light was on { $count ->
        [one] one screen
       *[other] up to { $count } screens at once
    } for { $who }, the last time on { $day }. A screen sees light, never { $signal }.
me-look-lost = { $count ->
        [one] One look
       *[other] { $count } looks
    } at somebody of this hub could not be written down, the last time on { $day }.
me-for-light = as light
me-for-sync = to fall into step
me-for-mural = for the neighbourhood’s picture
me-for-care = to care for you
me-for-research = for research
me-for-remember = in what you let be remembered

me-here = Here and now
me-here-roles = You are here as { $roles }.
me-here-venue = This hub stands { $venue }.
me-here-senses = What may be heard of you here, if you want it: { $senses }.
me-here-nothing = Nothing may be heard of anybody here.
me-here-no-bodies = Hearts and skin are never listened to in a place like this, whoever asks.
me-here-lease = If your phone falls silent, all goes dark by itself: what your body tells after { $health } seconds, your light for people around you after { $social } minutes, your light for everybody after { $colour } hours.
me-here-left = The next of these is { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    } away.
me-role-wearer = a wearer
me-role-artist = an artist
me-role-host = a host
me-role-organiser = an organiser
me-role-clinic = somebody of the clinic
me-role-council = somebody of the council
me-role-operator = an operator of this hub

me-rests = When your light rested
me-rests-says = This device alone remembers it: no hub keeps where you were.
me-rests-line = Your district was to rest until { $until }, so your light was dark. It was not your fault, and nothing you feel was read.
me-rests-why = What happened, and who owes answers
me-rests-forget = Forget this here

me-past = Everything you decided, word by word
me-past-says = Nothing here is ever written over. Each line has its number in the public log, which says nothing of you.
me-past-none = You have decided nothing yet.
me-state-given = you let this happen
me-state-withdrawn = you ended this
me-state-expired = its time was over
me-state-invalidated = this never came into force
me-state-dark = you went dark
me-state-light = you came back
me-entry = number { $entry } in the log
me-not-listed = on its way into the log

me-out = Take everything out
me-out-says = One file with all that this hub holds of you: your sentences, who looked, what you let be remembered, and proofs that a stranger can check. Nothing is removed by it. Large ones take a moment.
me-out-do = Take everything out

me-erase = Be erased
me-erase-says = This hub forgets you: your smile goes dark, your sentences, your history and your key are destroyed, your devices are strangers here. The public log keeps numbers that nobody can read any more. It cannot be undone, and you could only come back as somebody new.
me-erase-do = Erase me
me-erase-sure = Everything goes, now, for good. Take everything out first if you want to keep it. Do you want to be erased?
me-erase-yes = Yes, erase me
me-erase-no = No, I stay
me-gone = You are erased
me-gone-says = This hub holds nothing of you any more, and your light is out. Goodbye, and thank you.
me-gone-receipt = A receipt, only for you
me-gone-receipt-says = Keep it if you ever want to show that you were erased, and when. It is kept nowhere else.

me-stranger = This page is yours once you have joined. Then you say in sentences who may see what of you, and one touch ends each of them.
me-stranger-join = Join this hub
me-stranger-like = It will look like this
me-stranger-says = These are examples. Nothing is on, and nothing is known of you.
me-example-near = People near you can see your feeling as light, in the evening, until you end it.
me-example-clinic = Only Dr Sol of the clinic can look at your mouth’s acidity to care for you, at the clinic, until June.
me-example-public = Everybody can see that you are there, as a light, in the street, until midnight.

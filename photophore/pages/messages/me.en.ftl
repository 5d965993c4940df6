### Your own terms, in sentences.

me-title = Your terms
me-about = Who may see what of you, where, and until when. You decide, and it is dark at once when you say so.

## A sentence. It is shown, and its hash stands in the log, so change no word lightly.

me-sentence = { $who } can { $do }, { $where }{ $when }, { $end }.
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
        [yes] count it in the neighbourhood’s picture
       *[no] count { $what } in the neighbourhood’s picture
    }
me-do-care = { $again ->
        [yes] look at it to care for you
       *[no] look at { $what } to care for you
    }
me-do-research = { $again ->
        [yes] study it
       *[no] study { $what }
    }
me-do-remember = { $again ->
        [yes] remember it
       *[no] remember { $what }
    }

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

### The city's rules.

## Words of a change

policies-wearer-all = Everybody
policies-audience-all = nobody
policies-wearer-guest = Guests
policies-wearer-adult = Adults
policies-wearer-teen = Teens
policies-wearer-child = Children
policies-wearer-virtual = Virtual people
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
    } could see { $signals }{ $purposes }{ $where }{ $when }, if the wearer says yes.

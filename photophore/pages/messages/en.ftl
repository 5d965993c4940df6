### What every page says, and First Light and the city.

## Everywhere

skip = Skip to the page
needs-script = This page draws light with JavaScript, and JavaScript is off. Switch it on, or read the city as figures at /api/city.
nav = Pages
nav-first = First light
nav-city = City
nav-smile = Your smile
nav-glyphs = Glyphs
languages = Language
preview-alt = A city at night, seen from above: thousands of small lights in soft colours on dark water.
hub-lost = The hub is out of reach, so its light is out. It is nothing you did. We keep looking for it.
hub-none = The city did not come. The hub may still be starting; it is nothing you did.
hub-retry = Try again
go-dark = Go dark
go-light = Light again as before

## The sea

sea-label = How you feel. The arrow keys move you.
sea-valence = From unpleasant to pleasant
sea-arousal = From calm to lively
sea-pleasant = pleasant
sea-unpleasant = unpleasant
sea-calm = calm
sea-lively = lively
sea-value =
    { $valence ->
        [very] very pleasant
        [some] pleasant
        [less] unpleasant
        [not] very unpleasant
       *[even] neither pleasant nor unpleasant
    }, { $arousal ->
        [very] very lively
        [some] lively
        [less] calm
        [not] very calm
       *[even] neither calm nor lively
    }

## First Light

first-title = Photophore: first light
first-about = Touch a dark sea where you feel, and your smile lights. One minute, nothing is kept of you.
first-question = How do you feel?
first-touch = Touch the sea
first-yours = This is your smile
first-yours-says = Only you can see it. Touch again to change it.
first-ask = Let your neighbours see?
first-ask-says = Your smile would stand on the city’s map, at a place drawn by lot for today. They see light, never your feeling. You can go dark at any moment.
first-yes = Yes, let them see
first-no = Keep it to myself
first-together =
    { $count ->
        [0] Nobody near you is lit just now
        [one] One neighbour is lit near you
       *[other] { $count } neighbours are lit near you
    }
first-together-says =
    { $order ->
        [close] Those who allow it have fallen into step with you.
        [some] Those who allow it are falling into step with you.
       *[apart] Those who allow it drift towards one beat, slowly.
    }
first-alone = Nobody sees you
first-alone-says = That is fine. Come and see who does let others see.
first-rise = Rise over the city
first-city = This is { $city }
first-city-says =
    { $count ->
        [0] Every light is people who let it be seen.
       *[other] Every light is people who let it be seen: { $count } of them now.
    }
first-bring = Bring your phone
first-bring-says = Point its camera at this code, and hold the light before your mouth.
first-code = A code that opens { $address } on your phone
first-bring-here = This code works on this machine only. Start the hub with --lan, and phones can come.
first-here = Make this phone your smile
first-keep = Keep this moment
first-keep-says = A clip of six seconds, made in this page and sent to nobody.
first-keep-making = Making your clip …
first-keep-failed = This browser cannot record a picture that moves. Take a picture of the screen instead.
first-keep-upright = Save it upright
first-keep-wide = Save it wide
first-explore = Walk through the city
first-kept = Nothing of you is kept. Close this page and you are gone.
first-dark = You are dark, here and for everybody.
first-place = You stand here today

## City

city-title = The city, now
city-about = A map of light: what a city feels, as far as people let it be seen.
city-map = A map of { $city } at night. Drag to move, pinch or turn the wheel to come nearer. Arrow keys, plus, minus and zero do the same.
city-waiting = Listening for the city …
city-slow = The hub is busy: it makes { $hz } pictures of this light a second, of { $fps } that it would like to.
city-feels =
    The city feels { $valence ->
        [very] very pleasant
        [some] pleasant
        [less] unpleasant
        [not] very unpleasant
       *[even] mixed
    } and { $arousal ->
        [very] very lively
        [some] lively
        [less] calm
        [not] very calm
       *[even] even
    }.
city-sure =
    { $sure ->
        [very] We are quite sure
        [some] We are fairly sure
       *[hardly] We are not very sure
    }: { $tenths } of 10, from { $count } people who let it be known.
city-few = Too few people let it be known to say what the city feels. We wait for at least { $least }.
city-district =
    { $name } feels { $valence ->
        [very] very pleasant
        [some] pleasant
        [less] unpleasant
        [not] very unpleasant
       *[even] mixed
    } and { $arousal ->
        [very] very lively
        [some] lively
        [less] calm
        [not] very calm
       *[even] even
    }.
city-district-few = Too few people in { $name } let it be known to say how it feels. We wait for at least { $least }.
city-time = Time
city-now = now
city-ago =
    { $seconds ->
        [one] 1 second ago
       *[other] { $seconds } seconds ago
    }
city-to-now = Back to now
city-list = As a list
city-list-close = Close the list
city-list-title = The districts
city-list-says = Each line says what a district feels, and flies you there.
city-list-people = { $people } people live here.
city-whole = See the whole city
city-missing = Who is missing?
city-missing-close = Close the lens
city-missing-title = Who is missing?
city-missing-says = { $without } of { $people } people have no nanobots, so nobody sees them glow. Each ring stands for { $each } of them.
city-missing-fifths = How many have none, from the poorest fifth to the richest
city-missing-fifth =
    { $fifth ->
        [1] the poorest fifth
        [2] the second fifth
        [3] the middle fifth
        [4] the fourth fifth
       *[5] the richest fifth
    }
city-missing-share = { $share } of 100
city-missing-between = between { $low } and { $high }
city-missing-reach = Dentists within reach
city-missing-reach-says = For 1,000 people there are { $all } dentists within { $radius } km. For people in the poorest fifth there are { $poor }, in the richest { $rich }.
city-missing-unreached = { $people } people have none within { $radius } km.
city-missing-about = { $reach } dentists in reach of 1,000 people; { $income } { $money } a person
city-note-gone = { $count } of { $of } tracts have no figure of { $column }, and count as 0.
city-note-income =
    { $count ->
        [one] The income of one tract is missing, and taken from its district.
       *[other] The incomes of { $count } tracts are missing, and taken from their districts.
    }
city-note-margin = The census gives each income with a margin of error, which is in the doubt shown here.
city-note-no-margin = No margins of error came with the incomes, so the doubt shown here is less than it should be.
city-note-astray = { $count } of { $of } tract points lie outside the outline of the district that a table gives them, by at most { $metres } metres.
city-note-outside = { $count } of { $of } tracts, with { $people } people, lie outside the districts.
city-note-drawn = Outlines are drawn to { $metres } metres; people inside a tract are spread evenly, on tiles { $apart } metres apart.
city-missing-districts = Where they live
city-missing-district = { $name }: { $share } of 100
city-missing-source = Source: { $source }
city-missing-failed = The figures did not come. Close the lens and open it again.
city-drawn = Points are people who let themselves be seen, where the lot put them today.

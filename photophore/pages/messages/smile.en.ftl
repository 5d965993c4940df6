### Your smile on a phone, and the gallery of glyphs.

smile-title = Your smile
smile-about = A mouth of light on your phone. You say what it may hear, who may see it, and when it is dark.
smile-open = Open your sea, glyphs and switches
smile-close = Close and see only your smile
smile-sheet = How you feel, and what may shine

smile-picture-dark = Your smile is dark.
smile-picture-lit = A mouth of light, glowing as you feel. It wears the glyph { $glyph }.

smile-go-dark = Go dark
smile-dark-now = Dark. Touch to light
smile-told-dark = Your smile is dark, here and for everybody.
smile-told-begin = Your smile is dark. Touch the sea to light it.
smile-told-closed = Your smile is dark. Swipe up, or touch the small smile below, to begin.
smile-told-waiting = Looking for the hub …
smile-told-lost = The hub is out of reach, so your smile goes dark by itself. It is nothing you did. We keep looking for it.
smile-told-back = The hub is back and remembers nothing of you. Nothing is on.
smile-offer = A link brought you the design { $glyph }. Put it on?
smile-offer-unnamed = A link brought you a design. Put it on?
smile-offer-yes = Put it on
smile-offer-no = Not this one
smile-again = Light again as before
smile-error = { $what }. { $try }

smile-sea = How do you feel?
smile-sea-first = The first touch switches on Hear me: Photophore then knows how you feel, to light this smile. Only you will see it. Undo it with the switch below, or go dark.
smile-sea-on = Hear me is on: your smile follows your finger, and only those you choose see it. Undo it with the switch below, or go dark.
smile-sea-unread = The glyph { $glyph } does not read how you feel, so your touch does not change it. Choose another one below.

smile-hear = Hear me
smile-hear-on = Photophore knows how you say you feel, to light your smile. Switch off, and it forgets at once.
smile-hear-off = Nothing is heard and nothing is remembered.
smile-show = Show me
smile-show-on = People near you see your light. They see light, never your feeling.
smile-show-map = The city map shows your light. People near you do not see it.
smile-show-off =
    { $among ->
        [yes] Those in your gathering see your light, until you leave it. Nobody else does.
       *[no] Nobody but you sees your light.
    }
smile-show-gathering = Those in your gathering see it, too, until you leave.
smile-public = On the city map too
smile-public-on = You stand on the map as one light, at a place that is drawn anew each day. Lamps and walls for everybody may show this light, too.
smile-public-at = Today your light stands in { $district }, not where you are. Lamps and walls for everybody may show it, too.
smile-public-off = You are not on the map. Switched on, lamps and walls for everybody may show this light, too.

smile-guest = You are a guest here: nothing of you is kept, and everything is gone when you close this page.
smile-guest-go = Join for good
smile-joined = These switches are your decisions. Each is written down, and goes on when you come back.
smile-joined-go = See all you decided

smile-choose = What may shine
smile-choose-bright = Bright feelings only
smile-choose-bright-says = When you feel low, your smile rests in a calm light.
smile-choose-all = All of them
smile-choose-all-says = Low feelings shine too, deeper and quieter.
smile-choose-gesture = Only what I set by hand
smile-choose-gesture-says = Your smile is a gesture: your touch counts, your heart does not.

smile-glyphs = What it wears
smile-glyphs-all = See every glyph up close
smile-faded = The design you wore was taken back, or found unsafe; you wear { $glyph } now
smile-faded-bare = The design you wore was taken back, or found unsafe. There is no room for { $glyph } just now, so your smile is dark until there is, or until you choose another

smile-heart = Your heart
smile-heart-says = Some glyphs beat with your heart. Only beats per minute leave this phone.
smile-heart-needs = Switch on Hear me first.
smile-heart-off = Stop listening to my heart
smile-heart-nowhere = This is a place of work or of learning: no heart is listened to here, and nobody can switch that on. What you say yourself works as everywhere.
smile-tap = Tap along with your pulse
smile-tapping = Keep tapping …
smile-strap = Use a heart strap
smile-strap-close = Let the strap go
smile-strap-lost = The strap is out of reach. Wet it, come closer, and try again.
smile-bpm = { $bpm } beats a minute

smile-phone = This phone
smile-awake = Keep the screen on
smile-awake-on = The screen stays on while you see this page.
smile-awake-off = The screen sleeps as it always does.
smile-off = What is off here, and why
smile-off-plain = This page came over plain HTTP. Browsers lend these only to pages that come over HTTPS, or from this machine itself. Everything else works.
smile-off-absent = This browser does not have it.
smile-sense-awake = Keeping the screen on
smile-sense-strap = A heart strap by Bluetooth; you can tap your pulse instead
smile-sense-motion = Feeling how the phone moves

glyphs-title = Glyphs
glyphs-about = Designs of light that a smile can wear, alive in the page.
glyphs-heading = Glyphs
glyphs-lead = A glyph is a design of light. Each of these is alive: touch the sea and see how they answer a feeling.
glyphs-sea = Feel something for all of them
glyphs-wait = Bringing the glyphs …
glyphs-none = No glyph is here yet. A glyph is a few lines of text in a file that ends in .glyph; put the first one into the folder glyphs.
glyphs-failed = The glyphs did not come. The hub may be away; your smile is not touched by this.
glyphs-retry = Try again
glyphs-open = { $name }: see it larger, with its text
glyphs-close = Back to all glyphs
glyphs-needs = It reads { $needs }.
glyphs-needs-none = It reads nothing of you.
glyphs-needs-feeling = how you feel
glyphs-needs-heart = your heartbeat
glyphs-needs-both = how you feel and your heartbeat
glyphs-proved = Proved for every feeling: no tooth is ever brighter than { $bright } % of white.
glyphs-proved-steady = Its light never rises or falls by a tenth while a feeling stays the same.
glyphs-proved-pace = On average its light rises or falls at most { $pace } times a second.
glyphs-proved-guard = It cannot be proved to be slow enough by itself, so the guard holds it back where it must.
glyphs-proved-red = It may become a saturated red, which the guard limits.
glyphs-text = Its text
glyphs-wear = Wear it on your phone

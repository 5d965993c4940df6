### The studio: where a glyph is written, seen, proved and published.

nav-studio = Studio
studio-title = Photophore: the studio
studio-about = Write light, and see it at once on a mouth, on a hundred, and on the phone in your hand.
studio-heading = The studio
studio-first-says = A first light: warm or cool, as you like.
studio-first-slider = how warm it is

## Light and words

studio-light = What you write, as light
studio-mouth = A mouth that wears { $glyph }
studio-crowd = A hundred people who wear it, each in their own moment
studio-write = The words
studio-text = The text of your glyph
studio-undo = Undo
studio-redo = Redo
studio-lost = The hub is out of reach, so new words cannot be read. Your text is safe here; we keep trying.
studio-at = Line { $line }, column { $column }.
studio-mend = Mend it: { $word }

## Time, feelings, mouths

studio-time = Eight seconds
studio-play = Let time run
studio-pause = Hold time still
studio-scrub = A moment of the eight seconds
studio-second = { $seconds } seconds
studio-try = Try it
studio-feel = The feeling to try. The arrow keys move you.
studio-sights = As others see it
studio-sight-most = most people
studio-sight-protan = without red
studio-sight-deutan = without green
studio-sight-tritan = without blue
studio-kinds = On which mouth
studio-kind-grown = grown
studio-kind-wisdom = with wisdom teeth
studio-kind-gaps = with gaps
studio-kind-braces = with braces
studio-kind-milk = milk teeth

## The desk

studio-desk = What to do with it
studio-close = Close
studio-last = The light you see is of the last words that could be read.
studio-wrong-first = The words hold an error. Mend it first; the mouth keeps the last light that could be read.
studio-phone = On my phone
studio-phone-says = Point your phone’s camera at this code, and hold the light before your mouth.
studio-phone-code = A code that opens this design on a phone
studio-phone-long = This text is too long for a code. Open the link on your phone instead.
studio-phone-private = The link carries the words themselves. The hub on the other end reads them to find the light, and keeps nothing.
studio-phone-open = Open it here
studio-phone-copy = Copy the link
studio-phone-copied = The link is copied.
studio-hold-edit = Change it
studio-hold-wear = Wear it
studio-versions = Versions
studio-versions-says = What you keep stays in this browser, and nobody else sees it.
studio-versions-keep = Keep it as it is now
studio-versions-kept = Kept.
studio-versions-failed = This browser keeps nothing. Save the words as a file instead.
studio-versions-none = Nothing is kept yet. Each version you keep stands here with its light, and brings its words back.
studio-versions-unnamed = no name
studio-versions-open = Bring back
studio-versions-open-name = Bring back { $name } of { $when }
studio-versions-drop = Forget
studio-versions-drop-name = Forget { $name } of { $when }
studio-from = Begin from another
studio-from-says = Take a design and make it yours. Whose it was stays written in it. Your words are kept under Versions.
studio-from-wait = Fetching the designs …
studio-after = Begun from { $glyph }
studio-after-by = Begun from { $glyph } by { $by }
studio-save = Save as
studio-save-says = Everything is made in this page and sent to nobody.
studio-save-making = Making it …
studio-save-done = It is among your downloads.
studio-save-failed = This browser could not make it. Try another kind.
studio-save-gif = A picture that moves
studio-save-gif-says = GIF, eight seconds that go round
studio-save-film = A film
studio-save-film-says = WebM or MP4, six seconds, larger and smoother
studio-save-strip = The strip of time
studio-save-strip-says = PNG, eight seconds side by side
studio-save-words = The words
studio-save-words-says = a file for photophore glyph
studio-save-wled = A preset for WLED lamps
studio-save-wled-says = JSON, where a lamp’s own effects can say it
studio-proof = Prove it
studio-proof-calm = Calm: proved for every feeling, whoever wears it.
studio-proof-guarded = Not proved calm. The guard watches every tooth of it, and dims what would flash.
studio-proof-says = Reckoned from the words alone, for every feeling and every place of the sliders.
studio-proof-measure = Measure it, and sign what was measured
studio-publish = Publish
studio-publish-says = { $glyph } will stand in this hub’s gallery, signed by you. You can take it back in the gallery at any time; then it fades from every smile.
studio-publish-after = It says that it was begun from { $glyph } by { $by }.
studio-publish-licence = What others may do with it
studio-publish-credit = Your name beside it, or nothing
studio-publish-key = It is signed here, with a key that this browser made and never sends.
studio-publish-do = Sign and publish
studio-publish-join = Only an artist of this hub can publish. Whoever looks after the hub, or an organiser, makes you one with a link. Ask them for it, join with it, and come back: your words wait here.
studio-publish-role = You are here, and not yet as an artist. Ask whoever looks after this hub, or an organiser, for a link that makes you one; your words wait here.
studio-publish-none = This hub publishes no designs. Save the words as a file, and take them to one that does.
studio-publish-done = { $glyph } is published.
studio-publish-wear = Wear it
studio-publish-gallery = See the gallery

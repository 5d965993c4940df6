### What goes wrong with a smile, told on the sheet of the smile page.

glitch-switch = Turn my glitches into light
glitch-on = A gap of a sensor becomes a seam of gold, an odd reading a faint ring, an uneven clock a fine grain, a dead light a dark petal, a surprise your second colour. Whoever sees this screen sees it, too. Switch off, and it stops at once.
glitch-off = What goes wrong with your smile stays unseen, and nobody notes it down.
glitch-hue = Your second colour, for when your heart is not as expected
glitch-hue-at = { $degrees } degrees round the colours
glitch-petal-name = The light of tooth { $tooth } is out. You may give this dark petal a name:
glitch-none = Nothing has gone wrong so far. When it does, it is told here.
glitch-log = What went wrong lately
glitch-here = This list is in this browser alone, with the true numbers. Nobody else has it; if you are a guest, it is gone when you close this page.
glitch-was-seam = Your heart was not heard for a while. What it did in between is known only to within { $value } beats a minute: the seam is as wide as that.
glitch-was-echo = A heart of { $value } beats a minute was read and not believed. It passed once as a ring, and counts for nothing.
glitch-was-stipple = The hub's news came unevenly, by about { $value } thousandths of a second.
glitch-was-petal = A light went out: { $value }. Its neighbours carry its colour.
glitch-was-hue = Your heart is not as expected today (surprise { $value }, usual is 1). Your second colour has come in.
glitch-was-fault = Your smile went dark to be safe: { $value }. A fault like this is never made into an ornament.
glitch-kept = Kept
glitch-keep = Keep
glitch-clear = Clear
glitch-keep-this = Keep: { $what }
glitch-clear-this = Clear: { $what }

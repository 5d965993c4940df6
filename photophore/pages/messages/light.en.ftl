# Light check: a film is dropped, judged, and deleted.

nav-light = Light check
light-title = Light check: does a film flash too much?
light-about = Drop a film: it is judged on this hub, in two ways, and deleted at once.
light-heading = Does a film flash too much?
light-lead = Quick flashes can bring on a seizure in people whose eyes are sensitive to them. Drop a film and see.
light-drop = Drop a film here
light-choose = Choose a film
light-kinds = A video, or pictures saved by numpy (.npy).
light-kinds-arrays = Pictures saved by numpy (.npy). This hub cannot read videos yet; to change that, whoever runs it types
light-kept = It goes to this hub alone, is judged here, and is deleted at once. At most { $size } MB.
light-rate = Pictures a second
light-rate-why = A .npy file does not say how fast it is shown.
light-judge = Judge it
light-other = Choose another
light-sending = Sending { $name }
light-judging = Judging { $name }, { $seconds ->
    [one] { $seconds } second so far
   *[other] { $seconds } seconds so far
}. A minute of a large film takes two or three.
light-stop = Stop
light-lost = The hub did not answer. Nothing was judged. Try again.
light-large = This film is larger than { $size } MB. The command photophore light check takes films of any size.
light-again = Try again
light-pass = This film passes.
light-warning = This film passes, close to the limit.
light-fail = This film flashes too much.
light-apart = The two ways of judging do not agree here; look at both.
light-because-general = From { $from } to { $to } s, light flashes more than three times a second.
light-because-red = From { $from } to { $to } s, saturated red flashes more than three times a second.
light-because-long = From { $from } to { $to } s, it has flashed twice a second or more for too long: four seconds of five.
light-because-stripes = From { $from } to { $to } s, it shows { $pairs } pairs of light and dark stripes.
light-because-more = And { $more ->
    [one] one part
   *[other] { $more } parts
} more.
light-try = What helps: fewer or slower changes, less contrast, a smaller area, no saturated red.
light-iris = The whole picture
light-iris-how = As EA IRIS counts: changes of the picture's mean.
light-wcag = Each place in it
light-wcag-how = As WCAG 2.3.1 asks: every place by itself, as large as it fits on a screen at arm's length.
light-passes = passes
light-warns = passes, close to the limit
light-fails = fails
light-turns = Changes of light in a second, at most
light-turns-red = Changes of saturated red in a second, at most
light-pairs = Pairs of stripes, where they are too many
light-limit = { $most } (7 fail)
light-limit-more = 7 or more (7 fail)
light-none = none
light-line = How bright it is, and how often it changes
light-line-says = { $seconds } s of film. Above: how bright the picture is, from black to white. Below: changes in each second, up to the line at 7 where it fails. { $spans ->
    [0] No part fails.
    [one] One part fails; it is marked.
   *[other] { $spans } parts fail; they are marked.
}
light-line-whole = the whole picture
light-line-place = the worst places
light-line-fails = fails
light-where = Where it flashed
light-where-says = The picture, place by place: the larger a point, the more changes in a second; those with a halo had seven or more.
light-where-none = No place changed as much as a flash does.
light-notes = To know
light-deleted = The film has been deleted; nothing of it was kept. This is information, no certificate.
light-facts = { $frames } frames, { $rate } a second, { $width } × { $height } pixels.
light-each = Each frame in numbers:
light-another = Judge another film

### The gallery's marks, and light certificates.

glyphs-mark-calm = calm
glyphs-mark-held = calm, held at its quickest
glyphs-mark-lively = lively, within WCAG’s limit
glyphs-mark-beyond = more than WCAG allows close by
glyphs-mark-proved = proved calm
glyphs-mark-guarded = not proved calm; the guard holds it
glyphs-mark-open = { $name }: { $mark }. See its light certificate.
glyphs-credit = By { $credit }.
glyphs-forks = Others began from it:
glyphs-back = Take it back
glyphs-back-says = Whoever wears it fades, at once, into their fallback: the last design of Photophore’s own that they chose. It leaves the gallery and its words are not kept. The very same light cannot be published again.
glyphs-back-yes = Yes, take it back
glyphs-back-no = Leave it here
glyphs-back-done = It is taken back. Whoever wore it wears their fallback now.

licence-cc-by-40 = Anybody may use and change it, and must name who made it.
licence-cc-by-sa-40 = Anybody may use and change it, must name who made it, and must share what they make of it in the same way.
licence-apache-20 = Anybody may use and change it, must pass on its licence and its notices, and must say what they changed.
licence-cc0-10 = Anybody may do with it whatever they like, and need name nobody.
glyphs-certificate = Light certificate

certificate-wait = Measuring it, before the guard and behind it. This takes a few seconds, once.
certificate-failed = It could not be measured now. Nothing of the design is lost.
certificate-verdict-calm = Calm: proved for every feeling, and so it was measured.
certificate-verdict-held = Calm as it leaves. At its quickest, the guard holds it back.
certificate-verdict-lively = Proved calm on the whole. At its quickest it is livelier than calm, within WCAG’s limit.
certificate-verdict-beyond = Proved calm on the whole. But where it fills the view, it flashes or stands in stripes more than WCAG allows.
certificate-verdict-guarded = It cannot be proved calm. You can wear it: the guard holds it back where it must.
certificate-proved = Proved
certificate-bound = on average at most { $most } a second
certificate-unbound = no bound below 3 a second
certificate-written = As written
certificate-leaving = Behind the guard
certificate-most = { $most ->
    [0] none in any second
   *[other] at most { $most } in any second
}
certificate-where = { $part ->
    [tooth] at tooth { $place }
    [quadrant] { $place ->
        [1] upper right
        [2] upper left
        [3] lower left
       *[4] lower right
    }
   *[mouth] the whole mouth
}
certificate-red = Saturated red
certificate-reds = { $most ->
    [0] never comes or goes
   *[other] at most { $most } in any second
}
certificate-stripes = Stripes
certificate-pairs = { $pairs ->
    [0] none that may harm
   *[other] { $pairs } light and dark pairs side by side
}
certificate-judges = Judges
certificate-verdicts = EA IRIS: { $iris ->
    [pass] passes
    [warning] warns
   *[fail] fails
}. WCAG, tooth by tooth: { $wcag ->
    [pass] passes
    [warning] warns
   *[fail] fails
}.
certificate-near = How near
certificate-metres = What changes of one smile fills a quarter of a gaze only nearer than { $metres } m. Of a crowd in step:
certificate-nowhere = Nothing of it changes enough to count, from however near.
certificate-crowd = { $smiles } at { $metres } m
certificate-tried = A transition is a change of light by a tenth. Tried on { $smiles } made-up smiles, from calm to stirred, for { $seconds } seconds each, by { $program }.
certificate-dark = Behind the guard it begins from the dark: that rise counts, so there may be one more than as written.
certificate-signed = The signed certificate
certificate-by = Signed by { $name }.
certificate-no-laboratory = This is information. No laboratory stands behind it.

### Coming into a gathering from the smile page.

joining-ask =
    Join in, and your smile beats with the others here. They see its light, never your feeling. { $far ->
        [yes] It ends on { $time }, or when you leave: one touch.
       *[no] It ends at { $time }, or when you leave: one touch.
    }
joining-wears = It also puts on { $glyph }; when you leave you wear your own again.
joining-yes = Join in
joining-no = Not now
joining-leave = Leave
joining-over = { $name } is over. Your smile is your own again.
joining-wrong = No gathering has this code now. Ask its host for the two words.
joining-lost = The hub did not answer. It is nothing you did. Try again.
joining-soon =
    You are in. { $far ->
        [yes] It begins on { $time }.
       *[no] It begins at { $time }.
    }
joining-with =
    { $others ->
        [0] You are the first one here.
        [one] You beat with one other
       *[other] You beat with { $others } others
    }{ $step ->
        [first] {""}
        [close] , in step.
        [some] , falling into step.
        [apart] , each at an own pace so far.
       *[none] .
    }
joining-freely = How close you keep to the others
joining-alone = on my own
joining-together = with the others
joining-freely-says =
    { $free ->
        [free] Nobody pulls you. You beat at your own pace, and stay in the gathering.
        [with] You lean towards the others as far as you can.
       *[some] You lean towards the others a little. Move it at any time; no person is told where it stands.
    }
joining-until =
    { $far ->
        [yes] The gathering ends on { $time }.
       *[no] The gathering ends at { $time }.
    }
joining-skew =
    { $ms ->
        [one] This phone’s clock agrees with the others to about 1 millisecond.
       *[other] This phone’s clock agrees with the others to about { $ms } milliseconds.
    }
joining-code = Join a gathering by its code
joining-code-name = The code of a gathering: two words
joining-code-go = Find it
joining-code-says = Its host can tell you the two words. You are asked before anything happens.
joining-host = Bring a crowd together yourself

"""Somebody who joined, in a real browser: their smile is on every page of theirs, and dark on all of them at once."""

from tests.pages.test_smile import LIGHT, PHONE, touch, until, until_lit

JOIN = """async () => {
  const told = { age: 'adult', light: 'all', language: 'en' };
  const ours = { 'content-type': 'application/json', 'x-photophore': '1' };
  const answer = await fetch('/api/join', { method: 'POST', headers: ours, body: JSON.stringify(told) });
  return answer.status;
}"""
DARK = """async () => {
  const at = Date.now();
  const answer = await fetch('/api/me/dark', { method: 'POST', headers: { 'x-photophore': '1' } });
  return [at, Date.now(), answer.status];
}"""
WATCH = f"""() => {{
  window.went = null;
  const look = () => {{
    if (({LIGHT})()[0] === 0) window.went = Date.now(); else requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}}"""
LIGHT_AGAIN = "fetch('/api/me/light', { method: 'POST', headers: { 'x-photophore': '1' } })"
TRIES = 5


def test_promise_2_dark_on_one_page_is_dark_on_the_other_within_200_ms(browser, city_hub):
    context = browser.new_context(**PHONE)
    terms, smile = context.new_page(), context.new_page()
    terms.goto(f"{city_hub}/join")
    assert terms.evaluate(JOIN) == 201
    smile.goto(f"{city_hub}/smile")
    until(smile, "document.querySelector('.sheet')")
    touch(smile, 0.9, 0.4)  # the sheet is open by itself: nothing was felt yet
    took, told = [], []
    for _ in range(TRIES):
        until_lit(smile)
        smile.evaluate(WATCH)
        asked, answered, status = terms.evaluate(DARK)
        assert status == 200
        until(smile, "window.went !== null")
        took.append(smile.evaluate("window.went") - asked)
        told.append(answered - asked)
        until(smile, "document.querySelector('.go-dark').getAttribute('aria-pressed') === 'true'")  # it knows why
        smile.locator(".go-dark").click()  # and light again, from the smile itself
    print(f"dark on the other page after {sorted(took)} ms, acknowledged after {sorted(told)} ms")
    context.close()
    assert sorted(took)[1] <= 200, took  # two of five: other work on a small machine delays the rest


SMILE = "document.querySelector('photo-smile')"
PRESSED = "document.querySelector('.go-dark').getAttribute('aria-pressed') === '{}'"
BACK = f"{SMILE}.line === 'open' && !{SMILE}.asked"


def pages_of_one(browser, hub):
    """Two smiles of somebody who has joined, lit by a touch on the first."""
    context = browser.new_context(**PHONE)
    one, other = context.new_page(), context.new_page()
    one.goto(f"{hub}/join")
    assert one.evaluate(JOIN) == 201
    for page in (one, other):
        page.goto(f"{hub}/smile")
        until(page, "document.querySelector('.sheet')")
    touch(one, 0.9, 0.4)
    until_lit(one)
    until_lit(other)
    return context, one, other


def test_light_again_on_one_page_is_light_on_the_other(browser, city_hub):
    context, one, other = pages_of_one(browser, city_hub)
    one.locator(".go-dark").click()
    until(other, PRESSED.format("true"))
    other.locator(".go-dark").click()
    until(one, PRESSED.format("false"))
    until_lit(one)  # what was felt there is said again, since the other page knows of nothing
    until_lit(other)
    touch(other, -0.4, 0.1)
    one.evaluate("window.requestAnimationFrame = () => 0")  # as in a tab that nobody looks at
    said = one.evaluate(f"{SMILE}.said.feel")
    other.locator(".go-dark").click()
    until(one, PRESSED.format("true"))
    other.locator(".go-dark").click()
    until(one, PRESSED.format("false"))
    one.wait_for_timeout(2600)
    assert one.evaluate(f"{SMILE}.said.feel") == said, "what the other page said is newer"
    other.locator(".go-dark").click()
    until(one, PRESSED.format("true"))
    one.evaluate(LIGHT_AGAIN)
    until(one, PRESSED.format("false"))
    until(other, PRESSED.format("false"))
    context.close()


def test_dark_whose_answer_was_lost_is_said_once(browser, city_hub):
    context, one, other = pages_of_one(browser, city_hub)
    one.evaluate(f"{SMILE}.live.socket.onmessage = null")
    one.locator(".go-dark").click()
    until(other, PRESSED.format("true"))
    one.evaluate(f"{SMILE}.live.socket.close()")
    until(one, f"{SMILE}.state.dark && {BACK}")
    other.locator(".go-dark").click()
    until(one, PRESSED.format("false"))
    one.evaluate(f"{SMILE}.live.socket.close()")
    until(one, f"{SMILE}.line !== 'open'")
    until(one, BACK)
    assert one.evaluate(PRESSED.format("false")) and other.evaluate(PRESSED.format("false"))
    for _ in range(3):  # dark, light, dark: the answers come one by one, and the last touch counts
        one.locator(".go-dark").click()
        assert one.evaluate(f"{SMILE}.asked") > 0
    until(one, BACK)
    assert one.evaluate(PRESSED.format("true"))
    until(other, PRESSED.format("true"))
    context.close()


def test_a_guest_s_dark_stays_when_they_join(browser, city_hub):
    context = browser.new_context(**PHONE)
    guest, joined = context.new_page(), context.new_page()
    guest.goto(f"{city_hub}/smile")
    until(guest, f"{SMILE}?.line === 'open'")
    guest.locator(".go-dark").click()
    until(guest, BACK)
    joined.goto(f"{city_hub}/join")
    assert joined.evaluate(JOIN) == 201
    guest.evaluate(f"{SMILE}.live.socket.close()")
    until(guest, f"{SMILE}.state.joined && {BACK}")
    assert guest.evaluate(PRESSED.format("true"))
    context.close()

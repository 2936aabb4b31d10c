"""Whatever colour a region chooses, what stands on it can be read (WCAG 2.2 AA)."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newcomer.theme import contrast_ratio, relative_luminance, scale, theme_css

BASES = ["#0b5c8a", "#1f6f5c", "#9c2f2f", "#ffd400", "#00ff00", "#ff00ff", "#fefe99"]
BASES += ["#000000", "#777777", "#ffffff"]
GROUNDS = ["background-default", "background-tinted", "surface-default", "surface-tinted"]
PRESSED = [*GROUNDS, "surface-hover", "surface-active"]

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
each_scheme = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def with_examples(test):
    for base in BASES:
        test = example(base=base)(test)
    return settings(max_examples=60, deadline=None)(given(base=any_colour)(test))


@each_scheme
@with_examples
def test_text_can_be_read_on_every_surface(dark, base):
    steps = scale(base, dark=dark)
    for ground in PRESSED:
        assert contrast_ratio(steps["text-default"], steps[ground]) >= 7
        assert contrast_ratio(steps["text-subtle"], steps[ground]) >= 4.5


@each_scheme
@with_examples
def test_borders_of_controls_can_be_seen(dark, base):
    steps = scale(base, dark=dark)
    for ground in GROUNDS:
        assert contrast_ratio(steps["border-default"], steps[ground]) >= 3
        assert contrast_ratio(steps["border-strong"], steps[ground]) >= 4.5


@each_scheme
@with_examples
def test_the_text_of_a_button_can_be_read_and_its_shape_seen(dark, base):
    steps = scale(base, dark=dark)
    for state in ("base-default", "base-hover", "base-active"):
        assert contrast_ratio(steps["base-contrast-default"], steps[state]) >= 4.5
    assert contrast_ratio(steps["base-contrast-subtle"], steps["base-default"]) >= 4.5
    for ground in GROUNDS:
        assert contrast_ratio(steps["base-default"], steps[ground]) >= 3


@each_scheme
@with_examples
def test_a_pressed_button_looks_different(dark, base):
    steps = scale(base, dark=dark)
    assert len({steps["base-default"], steps["base-hover"], steps["base-active"]}) == 3


@with_examples
def test_text_of_one_scale_can_be_read_on_the_surfaces_of_another(base):
    for dark in (False, True):
        accent, neutral = scale(base, dark=dark), scale("#75706a", dark=dark)
        for ground in GROUNDS:
            assert contrast_ratio(accent["text-subtle"], neutral[ground]) >= 4.5
            assert contrast_ratio(neutral["text-subtle"], accent[ground]) >= 4.5


def test_a_colour_that_can_carry_white_text_is_kept_as_it_is():
    assert scale("#0B5C8A", dark=False)["base-default"] == "#0b5c8a"


def test_a_colour_that_is_too_pale_becomes_darker_but_keeps_its_hue():
    made = scale("#9fd8ff", dark=False)["base-default"]
    assert relative_luminance(made) < relative_luminance("#9fd8ff")
    assert int(made[5:7], 16) > int(made[1:3], 16)


def test_the_style_sheet_covers_light_dark_and_the_readers_own_choice():
    css = theme_css("#0b5c8a")
    assert css.startswith(":root,[data-color-scheme=light]{")
    assert "[data-color-scheme=dark]{" in css
    assert "@media (prefers-color-scheme:dark){[data-color-scheme=auto]{" in css
    names = set(re.findall(r"--ds-color-accent-([a-z-]+):", css))
    assert names == set(scale("#0b5c8a", dark=False)) and len(names) == 16
    assert re.fullmatch(r"[^<]*", css)


def test_the_same_colour_gives_the_same_style_sheet():
    assert theme_css("#0b5c8a") == theme_css("#0B5C8A")


def test_luminance_is_as_wcag_defines_it():
    assert contrast_ratio("#ffffff", "#000000") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "colour", ["", "blue", "#fff", "#12345", "#1234567", "#gggggg", "123456", "#0b5c8a\n"]
)
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError):
        theme_css(colour)

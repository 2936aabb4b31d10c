"""The colours of a region, made from the one accent colour that its file names.

Designsystemet's components read their colours from custom properties in sixteen steps
(`--ds-color-accent-background-default` … `--ds-color-accent-base-contrast-default`).
Each step here has a fixed *luminance*, taken from how Designsystemet uses it, and gets its
hue and colourfulness from the accent. Contrast depends on luminance alone (WCAG 2.2,
"relative luminance" and "contrast ratio"), so it holds whatever the accent is.

Three scales are written: `accent`; `neutral`, a warm grey for paper and ink; and `brand1`, a
companion of the accent for what should stand beside it.
"""

import re
from math import atan2, cos, hypot, pi, sin

#: Step → (relative luminance, most chroma that the step may have). The order is Designsystemet's.
LIGHT = {
    "background-default": (1.0, 0.0),
    "background-tinted": (0.915, 0.012),
    "surface-default": (1.0, 0.0),
    "surface-tinted": (0.82, 0.028),
    "surface-hover": (0.71, 0.045),
    "surface-active": (0.60, 0.06),
    "border-subtle": (0.52, 0.075),
    "border-default": (0.185, 0.14),
    "border-strong": (0.085, 0.16),
    "text-subtle": (0.085, 0.16),
    "text-default": (0.024, 0.09),
}
DARK = {
    "background-default": (0.0095, 0.02),
    "background-tinted": (0.0145, 0.024),
    "surface-default": (0.0215, 0.028),
    "surface-tinted": (0.029, 0.034),
    "surface-hover": (0.040, 0.042),
    "surface-active": (0.057, 0.05),
    "border-subtle": (0.085, 0.07),
    "border-default": (0.225, 0.09),
    "border-strong": (0.47, 0.08),
    "text-subtle": (0.47, 0.08),
    "text-default": (0.84, 0.02),
}
#: In light, white text stands on the base; in dark, black text does. So luminous may it be:
LIGHT_BASE, DARK_BASE = (0.0, 0.175), (0.24, 0.62)

NEUTRAL = "#75706a"
WARM_COMPANION, COOL_COMPANION = 55.0, 200.0


def theme_css(accent: str) -> str:
    """The style sheet of a region whose colour is `accent` (`#rrggbb`), for light and dark.

    It belongs after the style sheet of the site. Raises ValueError for anything but a hex colour.
    """
    away = abs((_hue(accent) - WARM_COMPANION + 180) % 360 - 180)
    beside = WARM_COMPANION if away > 75 else COOL_COMPANION
    scales = {"accent": accent, "neutral": NEUTRAL, "brand1": _at_luminance(0.16, 0.12, beside)}
    light, dark = (
        "".join(
            f"--ds-color-{name}-{step}:{colour};"
            for name, base in scales.items()
            for step, colour in scale(base, dark=is_dark).items()
        )
        for is_dark in (False, True)
    )
    return (
        f":root,[data-color-scheme=light]{{{light}}}\n"
        f"[data-color-scheme=dark]{{{dark}}}\n"
        f"@media (prefers-color-scheme:dark){{[data-color-scheme=auto]{{{dark}}}}}\n"
    )


def scale(base: str, *, dark: bool) -> dict[str, str]:
    """All sixteen steps for one base colour. The base itself is kept where text can stand on it."""
    luminance, chroma, hue = relative_luminance(base), _chroma(base), _hue(base)
    steps = {
        step: _at_luminance(target, min(chroma, most), hue)
        for step, (target, most) in (DARK if dark else LIGHT).items()
    }
    least, most = DARK_BASE if dark else LIGHT_BASE
    ground = min(most, max(least, luminance))
    if dark:
        hover, active = ground + (1 - ground) * 0.18, ground + (1 - ground) * 0.36
        subtle, contrast = min(0.02, (ground + 0.05) / 4.6 - 0.05), "#000000"
    else:
        hover, active = (ground * 0.66, ground * 0.42) if ground > 0.015 else (0.03, 0.06)
        subtle, contrast = min(1.0, max(0.85, 4.6 * (max(ground, active) + 0.05) - 0.05)), "#ffffff"
    kept = base.lower() if ground == luminance else _at_luminance(ground, chroma, hue)
    return steps | {
        "base-default": kept,
        "base-hover": _at_luminance(hover, chroma, hue),
        "base-active": _at_luminance(active, chroma, hue),
        "base-contrast-subtle": _at_luminance(subtle, min(chroma, 0.03), hue),
        "base-contrast-default": contrast,
    }


def relative_luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: str, other: str) -> float:
    """From 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((relative_luminance(one), relative_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear(colour: str) -> tuple[float, ...]:
    """The three channels as amounts of light (IEC 61966-2-1, sRGB)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"Not a colour of the form #rrggbb: {colour!r}")
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def _hex(channels: tuple[float, ...]) -> str:
    clipped = (min(1.0, max(0.0, c)) for c in channels)
    encoded = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in clipped)
    return "#" + "".join(f"{round(c * 255):02x}" for c in encoded)


def _oklab(colour: str) -> tuple[float, float]:
    """The two colour axes of Oklab (Björn Ottosson, "A perceptual color space", 2020)."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _chroma(colour: str) -> float:
    return hypot(*_oklab(colour))


def _hue(colour: str) -> float:
    a, b = _oklab(colour)
    return atan2(b, a) * 180 / pi % 360


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, ...]:
    a, b = chroma * cos(hue * pi / 180), chroma * sin(hue * pi / 180)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _at_luminance(target: float, chroma: float, hue: float) -> str:
    """The colour of this hue and luminance, as colourful as asked for and as a screen can show."""
    while True:
        low, high = 0.0, 1.0
        for _ in range(24):
            lightness = (low + high) / 2
            red, green, blue = (max(0.0, c) for c in _from_oklch(lightness, chroma, hue))
            too_dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < target
            low, high = (lightness, high) if too_dark else (low, lightness)
        channels = _from_oklch(lightness, chroma, hue)
        if chroma < 0.001 or all(-0.0005 <= c <= 1.0005 for c in channels):
            return _hex(channels)
        chroma *= 0.9

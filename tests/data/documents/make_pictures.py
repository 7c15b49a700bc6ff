#!/usr/bin/env python3
"""Makes tests/data/documents/pictures with foreign writers only: Pillow and ImageMagick. Run in a virtual environment
with `pillow numpy`. The colour picture of 61 x 47 pixels is that of make_tiffs.py."""
import io, os, struct, subprocess, sys
import numpy as np
from PIL import Image

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pictures")
os.makedirs(OUT, exist_ok=True)
W, H = 61, 47
colour = np.zeros((H, W, 3), np.uint8)
for y in range(H):
    for x in range(W):
        colour[y, x] = (x * 4, y * 5, (x + y) * 2)
luma = ((colour[..., 0].astype(int) * 299 + colour[..., 1].astype(int) * 587 + colour[..., 2].astype(int) * 114 + 500)
        // 1000).astype(np.uint8)
alpha = np.full((H, W, 1), 255, np.uint8)
alpha[:, 30:] = 128
alpha[:, 50:] = 0
rgb = Image.fromarray(colour)
gray = Image.fromarray(luma)
rgba = Image.fromarray(np.concatenate([colour, alpha], 2))


def out(name):
    return os.path.join(OUT, name)


def convert(*words):
    done = subprocess.run(["convert", *words], capture_output=True, text=True)
    if done.returncode or done.stderr:
        print(words, done.stderr[:200], file=sys.stderr)


# PNG
DPI = {"dpi": (100, 100)}
rgb.save(out("rgb8.png"), **DPI)
gray.save(out("gray8.png"), **DPI)
rgba.save(out("rgba8.png"), **DPI)
Image.fromarray(np.concatenate([luma[..., None], alpha], 2), "LA").save(out("gray_alpha8.png"), **DPI)
Image.fromarray(luma.astype(np.uint16) * 257).save(out("gray16.png"), **DPI)
rgb.quantize(64, dither=0).save(out("palette.png"), **DPI)
gray.point(lambda level: 255 * (level > 127)).convert("1").save(out("bilevel.png"), **DPI)
source = out("rgb8.png")
dense = ["-units", "PixelsPerInch", "-density", "100"]
convert(source, *dense, "-interlace", "PNG", out("rgb8_interlaced.png"))
convert(source, *dense, "-define", "png:color-type=2", "-define", "png:bit-depth=16", out("rgb16.png"))
convert(out("rgba8.png"), *dense, "-interlace", "PNG", "-define", "png:color-type=6", "-define", "png:bit-depth=16",
        out("rgba16_interlaced.png"))
for bits in (2, 4):
    convert(out("gray8.png"), *dense, "+dither", "-posterize", str(1 << bits), "-depth", str(bits), "-define",
            "png:color-type=0", "-define", f"png:bit-depth={bits}", out(f"gray{bits}.png"))
transparent = gray.copy()
transparent.save(out("gray_transparent.png"), transparency=int(luma[20, 20]), **DPI)
palette = rgba.quantize(32, method=2, dither=0)
palette.save(out("palette_alpha.png"), **DPI)
Image.fromarray(np.zeros((20, 30), np.uint8)).save(out("animated.png"), save_all=True,
                                                   append_images=[Image.fromarray(np.full((20, 30), 255, np.uint8))])
# Twice as many pixels down as across: a shape without a size.
stream = io.BytesIO()
gray.save(stream, "PNG", dpi=(100, 100))
png = stream.getvalue()
at = png.index(b"pHYs")
import zlib
body = b"pHYs" + struct.pack(">IIB", 1, 2, 0)
open(out("shape.png"), "wb").write(png[:at] + body + struct.pack(">I", zlib.crc32(body)) + png[at + 17:])

# JPEG
JPEG = {"quality": 95, "dpi": (100, 100)}
rgb.save(out("rgb.jpg"), **JPEG)
rgb.save(out("progressive.jpg"), progressive=True, **JPEG)
rgb.save(out("sampling_2x2.jpg"), subsampling=2, **JPEG)
gray.save(out("gray.jpg"), **JPEG)
# Pillow writes CMYK as Adobe does, inverted.
Image.fromarray(np.concatenate([255 - colour, np.zeros((H, W, 1), np.uint8)], 2), "CMYK").save(out("cmyk.jpg"), **JPEG)
convert(source, "-colorspace", "CMYK", *dense, "-quality", "95", out("cmyk_imagemagick.jpg"))
rgb.save(out("centimetres.jpg"), quality=95)
data = bytearray(open(out("centimetres.jpg"), "rb").read())
data[13:18] = bytes([2, 0, 60, 0, 60])
open(out("centimetres.jpg"), "wb").write(data)
exif = Image.Exif()
exif[282], exif[283], exif[296] = 150.0, 150.0, 2
stream = io.BytesIO()
rgb.save(stream, "JPEG", quality=95, exif=exif)
data = stream.getvalue()
# Cameras write no JFIF segment.
data = data[:2] + data[data.index(b"\xFF\xE1"):]
open(out("exif_density.jpg"), "wb").write(data)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[274] = orientation
    picture = np.full((40, 64), 255, np.uint8)
    picture[4:36, 6:12] = 0
    picture[28:36, 6:58] = 0
    Image.fromarray(picture).save(out(f"orientation_{orientation}.jpg"), quality=90, dpi=(100, 100), exif=exif)
rgb.save(out("restart.jpg"), restart_marker_blocks=2, **JPEG)

# WebP
rgb.save(out("lossless.webp"), lossless=True)
rgb.save(out("lossy.webp"), quality=95)
rgba.save(out("alpha.webp"), lossless=True, exact=True)
exif = Image.Exif()
exif[274], exif[282], exif[283], exif[296] = 6, 100.0, 100.0, 2
rgb.save(out("exif.webp"), lossless=True, exif=exif)
frames = [Image.fromarray(np.full((20, 30, 3), level, np.uint8)) for level in (0, 255)]
frames[0].save(out("animated.webp"), save_all=True, append_images=frames[1:], duration=100, lossless=True)

# BMP
rgb.save(out("rgb24.bmp"), dpi=(100, 100))
gray.save(out("gray8.bmp"), dpi=(100, 100))
gray.point(lambda level: 255 * (level > 127)).convert("1").save(out("bilevel.bmp"), dpi=(100, 100))
convert(source, "-type", "TrueColorAlpha", *dense, "-define", "bmp:format=bmp4", out("rgba32.bmp"))
convert(source, *dense, "-define", "bmp:subtype=RGB565", "-type", "TrueColor", out("rgb565.bmp"))
convert(source, *dense, "+dither", "-colors", "16", "-type", "Palette", out("palette4.bmp"))
convert(source, *dense, "+dither", "-colors", "200", "-type", "Palette", "-compress", "RLE", out("rle8.bmp"))
convert(source, "-define", "bmp:format=bmp2", "BMP2:" + out("os2.bmp"))
data = bytearray(open(out("rgb24.bmp"), "rb").read())
start = struct.unpack("<I", data[10:14])[0]
stride = (W * 3 + 3) // 4 * 4
rows = [data[start + y * stride:start + (y + 1) * stride] for y in range(H)]
data[22:26] = struct.pack("<i", -H)
open(out("top_down.bmp"), "wb").write(bytes(data[:start]) + b"".join(bytes(row) for row in reversed(rows)))

# GIF
gray.save(out("gray.gif"), interlace=0)
gray.save(out("interlaced.gif"), interlace=1)
frames = [Image.fromarray(np.full((20, 30), level, np.uint8)) for level in (0, 255)]
frames[0].save(out("animated.gif"), save_all=True, append_images=frames[1:], duration=100)
see_through = Image.fromarray(np.concatenate([colour, np.where(alpha > 200, 255, 0).astype(np.uint8)], 2))
see_through.save(out("transparent.gif"))
# A frame that is smaller than the screen.
convert("-size", "10x8", "xc:black", "-repage", "30x20+10+5", out("offset.gif"))

print(len(os.listdir(OUT)), "files,", sum(os.path.getsize(out(name)) for name in os.listdir(OUT)), "octets")

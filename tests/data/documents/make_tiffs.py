#!/usr/bin/env python3
"""Makes tests/data/documents/tiff with foreign writers only: libtiff's tools, Pillow (its own libtiff), tifffile with
imagecodecs, ImageMagick. Run in a virtual environment with `pillow numpy tifffile imagecodecs`.

Two pictures, which the tests compute by the same formulas (`documents::fax_pel`, `documents::colour`):
a fax page of 1728 x 60 pels, and a colour picture of 61 x 47 pixels.
"""
import io, os, struct, subprocess, sys
import numpy as np
import tifffile
from PIL import Image

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tiff")
TMP = "/tmp/faxwell-fixtures"
os.makedirs(OUT, exist_ok=True)
os.makedirs(TMP, exist_ok=True)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode or done.stderr.strip():
        print(" ".join(words), "->", done.returncode, done.stderr.strip()[:300], file=sys.stderr)
    return done.returncode == 0


def out(name):
    return os.path.join(OUT, name)


def tmp(name):
    return os.path.join(TMP, name)


WIDTH, ROWS = 1728, 60
fax = np.zeros((ROWS, WIDTH), bool)
for y in range(ROWS):
    for x in range(WIDTH):
        fax[y, x] = (x // (40 + y % 7) + y // 9) % 5 == 0 and 100 <= x < 1600 or (x + 3 * y) % 701 == 0

W, H = 61, 47
colour = np.zeros((H, W, 3), np.uint8)
for y in range(H):
    for x in range(W):
        colour[y, x] = (x * 4, y * 5, (x + y) * 2)
luma = ((colour[..., 0].astype(int) * 299 + colour[..., 1].astype(int) * 587 + colour[..., 2].astype(int) * 114 + 500)
        // 1000).astype(np.uint8)


def fax_image():
    return Image.fromarray(~fax)




# --- fax codings, by tiffcp ---------------------------------------------------------------------------------------
plain = tmp("fax.tif")
fax_image().save(plain, dpi=(204, 196))
for name, words in {
    "g3_1d": ["-c", "g3:1d"],
    "g3_1d_aligned": ["-c", "g3:1d:fill"],
    "g3_1d_lsb": ["-c", "g3:1d", "-f", "lsb2msb"],
    "g3_1d_strips": ["-c", "g3:1d", "-r", "17"],
    "g3_2d": ["-c", "g3:2d"],
    "g3_2d_aligned_lsb": ["-c", "g3:2d:fill", "-f", "lsb2msb"],
    "g3_2d_strips": ["-c", "g3:2d", "-r", "16"],
    "g4": ["-c", "g4"],
    "g4_lsb": ["-c", "g4", "-f", "lsb2msb"],
    "g4_strips": ["-c", "g4", "-r", "7"],
    "g4_tiles": ["-c", "g4", "-t", "-w", "256", "-l", "32"],
    "g3_2d_tiles_lsb": ["-c", "g3:2d", "-t", "-w", "320", "-l", "16", "-f", "lsb2msb"],
    "g4_big_endian": ["-c", "g4", "-B"],
    "g4_bigtiff": ["-c", "g4", "-8"],
    "g4_bigtiff_big_endian_strips": ["-c", "g4", "-8", "-B", "-r", "20"],
    "bilevel_lzw": ["-c", "lzw", "-r", "25"],
    "bilevel_packbits": ["-c", "packbits"],
    "bilevel_packbits_lsb": ["-c", "packbits", "-f", "lsb2msb"],
    "bilevel_deflate": ["-c", "zip"],
    "bilevel_tiles": ["-c", "zip", "-t", "-w", "128", "-l", "64"],
    "jbig": ["-c", "jbig"],
}.items():
    run("tiffcp", *words, plain, out(f"{name}.tif"))

# --- fax codings that tiffcp cannot choose, by Pillow --------------------------------------------------------------
fax_image().save(out("rle.tif"), compression="tiff_ccitt", dpi=(204, 196))
fax_image().save(out("rle_words.tif"), compression="tiff_raw_16", dpi=(204, 196))
fax_image().save(out("g4_white_is_one.tif"), compression="group4", dpi=(204, 196))
fax_image().save(out("g4_no_density.tif"), compression="group4")

# --- fax2tiff on raw data -------------------------------------------------------------------------------------------
# The strips of the MH file are raw G3 with EOLs.
with tifffile.TiffFile(out("g3_1d.tif")) as file:
    page = file.pages[0]
    stored = open(out("g3_1d.tif"), "rb").read()
    raw = b"".join(stored[at:at + count] for at, count in zip(page.dataoffsets, page.databytecounts))
open(tmp("raw.g3"), "wb").write(raw)
run("fax2tiff", "-M", "-1", "-7", "-5", "-o", out("fax2tiff_1d.tif"), tmp("raw.g3"))
run("fax2tiff", "-M", "-1", "-7", "-6", "-R", "98", "-o", out("fax2tiff_standard_2d.tif"), tmp("raw.g3"))
run("fax2tiff", "-M", "-1", "-8", "-o", out("fax2tiff_g4.tif"), tmp("raw.g3"))

# --- raw2tiff -------------------------------------------------------------------------------------------------------
open(tmp("luma.raw"), "wb").write(luma.tobytes())
run("raw2tiff", "-w", str(W), "-l", str(H), "-b", "1", "-d", "byte", "-p", "minisblack", "-c", "packbits",
    tmp("luma.raw"), out("gray8_raw2tiff.tif"))


# --- tags changed by tiffset ----------------------------------------------------------------------------------------
def changed(source, name, *changes):
    data = open(out(source), "rb").read()
    open(out(name), "wb").write(data)
    for change in changes:
        run("tiffset", *change, out(name))


changed("g4.tif", "g4_metric.tif", ["-s", "282", "80"], ["-s", "283", "77"], ["-s", "296", "3"])
changed("g4.tif", "g4_metric_standard.tif", ["-s", "282", "80"], ["-s", "283", "38.5"], ["-s", "296", "3"])
changed("g4.tif", "g4_200x100.tif", ["-s", "282", "200"], ["-s", "283", "100"])
changed("g4.tif", "g4_200x400.tif", ["-s", "282", "200"], ["-s", "283", "400"])
changed("g4.tif", "g4_zero_density.tif", ["-s", "282", "0"], ["-s", "283", "0"])
for orientation in range(1, 9):
    # A small one, by Pillow; 32 x 20 pels, an L that has no symmetry.
    small = np.ones((20, 32), bool)
    small[2:18, 3:6] = False
    small[14:18, 3:29] = False
    Image.fromarray(small).save(out(f"orientation_{orientation}.tif"), compression="group4", dpi=(100, 100))
    run("tiffset", "-s", "274", str(orientation), out(f"orientation_{orientation}.tif"))

# --- several pages ----------------------------------------------------------------------------------------------
run("tiffcp", "-c", "g4", out("g4.tif"), tmp("one.tif"))
Image.fromarray(luma).save(tmp("two.tif"), dpi=(150, 150))
open(tmp("three.tif"), "wb").write(open(out("g4_200x100.tif"), "rb").read())
Image.fromarray(colour).save(tmp("four.tif"), compression="jpeg", dpi=(100, 100))
Image.fromarray(~fax[:, :864]).save(tmp("five.tif"), compression="group3", dpi=(102, 98))
run("tiffcp", tmp("one.tif"), tmp("two.tif"), tmp("three.tif"), tmp("four.tif"), tmp("five.tif"), out("mixed.tif"))

with tifffile.TiffWriter(out("thumbnail_mask_subifd.tif")) as file:
    file.write(luma[::4, ::4], subfiletype=1, photometric="minisblack")
    file.write(luma, subifds=1, photometric="minisblack", resolution=(100, 100), resolutionunit=2)
    file.write(luma[::2, ::2], subfiletype=1, photometric="minisblack")
    file.write(255 - luma, photometric="miniswhite", resolution=(100, 100), resolutionunit=2)

# --- tones and colours ------------------------------------------------------------------------------------------
dpi = {"resolution": (100, 100), "resolutionunit": 2}


def tones(name, data, **words):
    tifffile.imwrite(out(name), data, **{**dpi, "metadata": None, "software": False, **words})


tones("gray8.tif", luma, photometric="minisblack")
tones("gray8_inverted_lzw.tif", 255 - luma, photometric="miniswhite", compression="lzw", predictor=True)
tones("gray16.tif", luma.astype(np.uint16) * 257, photometric="minisblack")
tones("gray16_big_endian_deflate.tif", luma.astype(np.uint16) * 257, photometric="minisblack", byteorder=">",
      compression="zlib", predictor=True)
tones("gray32_lzw.tif", luma.astype(np.uint32) * 0x01010101, photometric="minisblack", compression="lzw", predictor=True)
tones("gray_float32.tif", (luma / 255).astype(np.float32), photometric="minisblack")
tones("gray_float16.tif", (luma / 255).astype(np.float16), photometric="minisblack")
tones("gray_float64_big_endian.tif", luma / 255, photometric="minisblack", byteorder=">")
tones("gray_float32_predictor.tif", (luma / 255).astype(np.float32), photometric="minisblack", compression="zlib",
      predictor=True)
tones("gray_signed8.tif", (luma.astype(int) - 128).astype(np.int8), photometric="minisblack")
tones("rgb8.tif", colour, photometric="rgb", rowsperstrip=10)
tones("rgb8_lzw_predictor.tif", colour, photometric="rgb", compression="lzw", predictor=True, rowsperstrip=7)
tones("rgb16_deflate_big_endian.tif", colour.astype(np.uint16) * 257, photometric="rgb", compression="zlib",
      predictor=True, byteorder=">")
tones("rgb8_planar.tif", np.moveaxis(colour, 2, 0).copy(), photometric="rgb", planarconfig="separate",
      compression="zlib", rowsperstrip=20)
tones("rgb8_planar_tiles.tif", np.moveaxis(colour, 2, 0).copy(), photometric="rgb", planarconfig="separate",
      tile=(32, 16), compression="lzw")
tones("rgb8_tiles_bigtiff.tif", colour, photometric="rgb", tile=(16, 32), compression="zlib", bigtiff=True)
tones("rgb8_tiles_jpeg.tif", colour, photometric="rgb", tile=(32, 32), compression="jpeg",
      compressionargs={"level": 95})
alpha = np.full((H, W, 1), 255, np.uint8)
alpha[:, 30:] = 128
alpha[:, 50:] = 0
tones("rgba8_unassociated.tif", np.concatenate([colour, alpha], 2), photometric="rgb", extrasamples=["unassalpha"])
premultiplied = ((colour.astype(int) * alpha + 127) // 255).astype(np.uint8)
tones("rgba8_associated.tif", np.concatenate([premultiplied, alpha], 2), photometric="rgb",
      extrasamples=["assocalpha"])
tones("rgbx8_unspecified.tif", np.concatenate([colour, alpha], 2), photometric="rgb", extrasamples=["unspecified"])
tones("gray_alpha8.tif", np.concatenate([luma[..., None], alpha], 2), photometric="minisblack",
      extrasamples=["unassalpha"], planarconfig="contig")
tones("cmyk8.tif", np.concatenate([255 - colour, np.zeros((H, W, 1), np.uint8)], 2), photometric="separated")
tones("cmyk16_planar.tif", np.moveaxis(np.concatenate([255 - colour, np.zeros((H, W, 1), np.uint8)], 2)
      .astype(np.uint16) * 257, 2, 0).copy(), photometric="separated", planarconfig="separate")
ramp = np.arange(256, dtype=np.uint16) * 257
tones("palette8.tif", 255 - luma, photometric="palette", colormap=np.stack([ramp[::-1]] * 3))

pil = Image.fromarray(luma)
for bits in (2, 4, 12):
    run("convert", out("gray8.tif"), "-depth", str(bits), "-compress", "LZW", out(f"gray{bits}.tif"))
run("convert", out("rgb8.tif"), "+dither", "-colors", "16", "-type", "Palette", "-compress", "RLE", out("palette4.tif"))
run("convert", out("rgb8.tif"), "-colorspace", "YCbCr", "-sampling-factor", "2x2", "-compress", "None",
    out("ycbcr.tif"))
run("convert", out("rgb8.tif"), "-colorspace", "Lab", "-compress", "LZW", out("lab.tif"))
Image.fromarray(colour).save(out("jpeg_ycbcr.tif"), compression="jpeg", quality=95, dpi=(100, 100))
pil.save(out("jpeg_gray.tif"), compression="jpeg", quality=95, dpi=(100, 100))
Image.fromarray(np.concatenate([255 - colour, np.zeros((H, W, 1), np.uint8)], 2), "CMYK").save(
    out("jpeg_cmyk.tif"), compression="jpeg", quality=95, dpi=(100, 100))
run("tiffcp", "-c", "jpeg:r:95", "-r", "16", out("rgb8.tif"), out("jpeg_rgb_strips.tif"))
run("tiffcp", "-c", "jpeg:95", "-t", "-w", "32", "-l", "16", out("rgb8.tif"), out("jpeg_ycbcr_tiles.tif"))
Image.fromarray(colour).save(out("zstd.tif"), compression="zstd")
Image.fromarray(colour).convert("YCbCr").save(out("ycbcr_1x1.tif"), dpi=(100, 100))

# --- subsampled YCbCr without coding, strips of the TIFF made by ppm2tiff-like hand from Pillow's planes ---------
ycc = np.asarray(Image.fromarray(colour).convert("YCbCr")).astype(np.uint8)
h, v = 2, 2
units = bytearray()
pw, ph = -(-W // h) * h, -(-H // v) * v
pad = np.pad(ycc, ((0, ph - H), (0, pw - W), (0, 0)), "edge")
for y in range(0, ph, v):
    for x in range(0, pw, h):
        block = pad[y:y + v, x:x + h]
        units += block[..., 0].tobytes() + bytes([int(block[..., 1].mean()), int(block[..., 2].mean())])


def by_hand(name, entries, data):
    """One directory; entries are (tag, type, values)."""
    codes = {1: "B", 3: "H", 4: "I"}
    at = 8 + 2 + 12 * len(entries) + 4
    table = struct.pack("<H", len(entries))
    blobs = []
    for tag, kind, values in sorted(entries):
        packed = b"".join(struct.pack("<" + codes[kind], value) for value in values) if kind != 5 else \
            b"".join(struct.pack("<II", *value) for value in values)
        blobs.append((tag, kind, len(values), packed))
    far = b""
    heads = []
    for tag, kind, count, packed in blobs:
        if len(packed) <= 4:
            heads.append((tag, kind, count, packed.ljust(4, b"\0")))
        else:
            heads.append((tag, kind, count, struct.pack("<I", at + len(far))))
            far += packed + b"\0" * (len(packed) % 2)
    data_at = at + len(far)
    for tag, kind, count, value in heads:
        if tag in (273, 513) and value == b"\xFF\xFF\xFF\xFF":
            value = struct.pack("<I", data_at)
        table += struct.pack("<HHI", tag, kind, count) + value
    open(out(name), "wb").write(b"II*\0" + struct.pack("<I", 8) + table + b"\0\0\0\0" + far + data)


HERE = 0xFFFFFFFF
by_hand("ycbcr_2x2.tif", [(256, 3, [W]), (257, 3, [H]), (258, 3, [8, 8, 8]), (259, 3, [1]), (262, 3, [6]),
                          (273, 4, [HERE]), (277, 3, [3]), (278, 3, [H]), (279, 4, [len(units)]), (530, 3, [2, 2]),
                          (282, 5, [(100, 1)]), (283, 5, [(100, 1)])], bytes(units))

# --- old LZW: GIF's codes are the same, and Pillow writes GIF ---------------------------------------------------
stream = io.BytesIO()
gif_image = Image.fromarray(luma, "P")
gif_image.putpalette(sum(([i, i, i] for i in range(256)), []))
gif_image.save(stream, "GIF", interlace=0, optimize=False)
gif = stream.getvalue()
at = gif.rindex(b"\x2C" + struct.pack("<HHHH", 0, 0, W, H)) + 10
assert gif[at - 1] & 0x80 == 0 and gif[at] == 8
at += 1
codes = b""
while gif[at]:
    codes += gif[at + 1:at + 1 + gif[at]]
    at += 1 + gif[at]
table = gif[13:13 + 768]
index = np.frombuffer(table, np.uint8).reshape(256, 3)[:, 0]
assert (index == np.arange(256)).all()
by_hand("gray8_old_lzw.tif", [(256, 3, [W]), (257, 3, [H]), (258, 3, [8]), (259, 3, [5]), (262, 3, [1]),
                              (273, 4, [HERE]), (277, 3, [1]), (278, 3, [H]), (279, 4, [len(codes)]),
                              (282, 5, [(100, 1)]), (283, 5, [(100, 1)])], codes)

# --- old JPEG (compression 6), the three ways in which files of the nineties have it; codes by Pillow ------------
stream = io.BytesIO()
Image.fromarray(colour).save(stream, "JPEG", quality=95, subsampling=2, optimize=False)
jpeg = stream.getvalue()
common = [(256, 3, [W]), (257, 3, [H]), (258, 3, [8, 8, 8]), (259, 3, [6]), (262, 3, [6]), (277, 3, [3]),
          (278, 3, [H]), (282, 5, [(100, 1)]), (283, 5, [(100, 1)]), (530, 3, [2, 2]), (512, 3, [1])]
by_hand("old_jpeg_whole.tif", common + [(513, 4, [HERE]), (514, 4, [len(jpeg)])], jpeg)
segments, at = [], 2
while jpeg[at + 1] != 0xDA:
    length = struct.unpack(">H", jpeg[at + 2:at + 4])[0]
    segments.append((jpeg[at + 1], jpeg[at + 4:at + 2 + length]))
    at += 2 + length
scan = at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
entropy = jpeg[scan:-2]
# Tables as of TIFF 6.0 section 22: quantisation 64 octets each, Huffman 16 counts and the values.
quant, dc, ac = {}, {}, {}
for marker, data in segments:
    if marker == 0xDB:
        while data:
            quant[data[0] & 15] = data[1:65]
            data = data[65:]
    if marker == 0xC4:
        while data:
            count = sum(data[1:17])
            (ac if data[0] & 0x10 else dc)[data[0] & 15] = data[1:17 + count]
            data = data[17 + count:]
blob, where = bytearray(entropy + b"\0" * (len(entropy) % 2)), {}
for key, source in (("q", quant), ("d", dc), ("a", ac)):
    for number in source:
        where[key, number] = len(blob)
        blob += source[number] + b"\0" * (len(source[number]) % 2)
# The offsets are known once the directory's size is; the entries' sizes do not change.
def tables(start):
    def of(key):
        return [start + where[key, 0], start + where[key, 1], start + where[key, 1]]
    return common + [(273, 4, [HERE]), (279, 4, [len(entropy)]), (519, 4, of("q")), (520, 4, of("d")),
                     (521, 4, of("a"))]
by_hand("old_jpeg_tables.tif", tables(0), bytes(blob))
start = os.path.getsize(out("old_jpeg_tables.tif")) - len(blob)
by_hand("old_jpeg_tables.tif", tables(start), bytes(blob))

total = sum(os.path.getsize(out(name)) for name in os.listdir(OUT))
print(len(os.listdir(OUT)), "files,", total, "octets")

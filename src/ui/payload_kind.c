/* payload_kind: pictures, archives and other files by their first bytes; see include/telltale/ui/payload.h
 *
 * Sources: PNG (W3C, second edition), 5.2 and 11.2.2; JPEG (ITU-T T.81), B.2.2; GIF89a, 18; the containers' own
 * specifications for the rest.
 */
#include "config.h"

#include "telltale/ui/payload.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Bytes at the front, and perhaps others further on. */
static const struct magic {
	const char *front;
	size_t front_length, at;
	const char *there;
	const char *name;
} magics[] = {
	{ "\x89PNG\r\n\x1a\n", 8, 0, "", "PNG image" },
	{ "\xff\xd8\xff", 3, 0, "", "JPEG image" },
	{ "GIF87a", 6, 0, "", "GIF image" },
	{ "GIF89a", 6, 0, "", "GIF image" },
	{ "RIFF", 4, 8, "WEBP", "WebP image" },
	{ "RIFF", 4, 8, "WAVE", "WAV sound" },
	{ "RIFF", 4, 8, "AVI ", "AVI video" },
	{ "", 0, 4, "ftypavif", "AVIF image" },
	{ "", 0, 4, "ftypheic", "HEIC image" },
	{ "", 0, 4, "ftyp", "MP4 video" },
	{ "II*\0", 4, 0, "", "TIFF image" },
	{ "MM\0*", 4, 0, "", "TIFF image" },
	{ "OggS", 4, 0, "", "Ogg sound" },
	{ "ID3", 3, 0, "", "MP3 sound" },
	{ "fLaC", 4, 0, "", "FLAC sound" },
	{ "%PDF-", 5, 0, "", "PDF document" },
	{ "PK\x03\x04", 4, 0, "", "ZIP archive" },
	{ "\x1f\x8b\x08", 3, 0, "", "gzip data" },
	{ "BZh", 3, 4, "1AY&SY", "bzip2 data" },
	{ "\xfd" "7zXZ\0", 6, 0, "", "xz data" },
	{ "\x28\xb5\x2f\xfd", 4, 0, "", "zstd data" },
	{ "7z\xbc\xaf\x27\x1c", 6, 0, "", "7-Zip archive" },
	{ "", 0, 257, "ustar", "tar archive" },
	{ "\x7f" "ELF", 4, 0, "", "ELF program" },
	{ "\0asm", 4, 0, "", "WebAssembly module" },
	{ "SQLite format 3", 16, 0, "", "SQLite database" },
};

static bool fits(const struct magic *magic, const char *payload, size_t n)
{
	size_t there = strlen(magic->there);

	return n >= magic->front_length && n >= magic->at + there &&
	       memcmp(payload, magic->front, magic->front_length) == 0 &&
	       memcmp(payload + magic->at, magic->there, there) == 0;
}

static unsigned big(const char *payload, size_t at, size_t bytes)
{
	unsigned value = 0;

	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)payload[at + i];
	return value;
}

/* Width and height stand in the segment that begins the frame: SOF0 to SOF15 but those for tables. */
static bool jpeg_size(const char *payload, size_t n, unsigned *width, unsigned *height)
{
	for (size_t at = 2; at + 9 < n;) {
		unsigned marker = (unsigned char)payload[at + 1];
		if ((unsigned char)payload[at] != 0xff)
			return false;
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			*height = big(payload, at + 5, 2);
			*width = big(payload, at + 7, 2);
			return true;
		}
		at += 2 + big(payload, at + 2, 2);
	}
	return false;
}

static bool picture_size(const char *name, const char *payload, size_t n, unsigned *width, unsigned *height)
{
	if (strcmp(name, "PNG image") == 0 && n >= 24) {
		*width = big(payload, 16, 4);
		*height = big(payload, 20, 4);
		return true;
	}
	if (strcmp(name, "GIF image") == 0 && n >= 10) {
		*width = (unsigned char)payload[6] | (unsigned)(unsigned char)payload[7] << 8;
		*height = (unsigned char)payload[8] | (unsigned)(unsigned char)payload[9] << 8;
		return true;
	}
	return strcmp(name, "JPEG image") == 0 && jpeg_size(payload, n, width, height);
}

bool payload_magic(char *text, size_t size, const char *payload, size_t kept)
{
	unsigned width, height;

	for (size_t i = 0; kept > 0 && i < sizeof magics / sizeof *magics; i++) {
		if (!fits(&magics[i], payload, kept))
			continue;
		if (picture_size(magics[i].name, payload, kept, &width, &height))
			snprintf(text, size, "%s, %ux%u", magics[i].name, width, height);
		else
			snprintf(text, size, "%s", magics[i].name);
		return true;
	}
	return false;
}

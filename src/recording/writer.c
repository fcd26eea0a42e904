/* writer: see include/telltale/recording/writer.h */
#include "config.h"

#include "telltale/recording/writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool writer_open(struct writer *writer, const char *path, bool overwrite, struct error *error)
{
	struct stat about;

	writer->fd = -1;
	writer->size = 0;
	writer->dirty = false;
	if ((size_t)snprintf(writer->path, sizeof writer->path, "%s", path) >= sizeof writer->path)
		return error_set(error, ERROR_USAGE, "%.100s...: the path is too long", path);
	if (strcmp(path, "-") == 0) /* elsewhere it means standard output, which can't be cut back to a whole document */
		return error_set(error, ERROR_USAGE, "-: standard output is no file; expected the name of one");
	if (overwrite && lstat(path, &about) == 0 && S_ISREG(about.st_mode))
		unlink(path); /* made anew, so that it belongs to us and to nobody else */
	writer->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (writer->fd < 0 && errno == EEXIST)
		return error_set(error, ERROR_USAGE, "%s: is there already%s", path,
		                 overwrite ? " and no regular file: it is not overwritten"
		                           : "; nothing was overwritten (--overwrite would)");
	if (writer->fd < 0)
		return error_errno(error, "%s: can't be created", path);
	return true;
}

/* How many of the first n bytes are whole documents. */
static size_t whole_documents(const struct buffer *documents, size_t n)
{
	size_t at = 0;

	while (n - at >= 4) {
		const unsigned char *bytes = (const unsigned char *)documents->bytes + at;
		size_t length = (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
		if (length > n - at)
			break;
		at += length;
	}
	return at;
}

bool writer_write(struct writer *writer, struct buffer *documents, struct error *error)
{
	size_t done = 0;
	int failure = 0;

	while (done < documents->length) {
		ssize_t n = write(writer->fd, documents->bytes + done, documents->length - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			failure = n < 0 ? errno : EIO;
			break;
		}
		done += (size_t)n;
	}
	size_t whole = failure == 0 ? done : whole_documents(documents, done);
	writer->size += whole;
	writer->dirty = writer->dirty || whole > 0;
	if (failure == 0) {
		buffer_reset(documents);
		return true;
	}
	if (ftruncate(writer->fd, (off_t)writer->size) == 0)
		lseek(writer->fd, (off_t)writer->size, SEEK_SET);
	memmove(documents->bytes, documents->bytes + whole, documents->length - whole);
	documents->length -= whole;
	errno = failure;
	return error_errno(error, "%s: can't be written", writer->path);
}

bool writer_sync(struct writer *writer, struct error *error)
{
	struct stat about;

	if (!writer->dirty)
		return true;
	writer->dirty = false;
	if (fdatasync(writer->fd) != 0 && errno != EINVAL && errno != EROFS) /* not every file system can */
		return error_errno(error, "%s: can't be brought to the disk", writer->path);
	if (fstat(writer->fd, &about) == 0 && about.st_nlink == 0)
		return error_set(error, ERROR_SYSTEM, "%s: the file was removed while it was written", writer->path);
	return true;
}

void writer_close(struct writer *writer)
{
	if (writer->fd >= 0)
		close(writer->fd);
	writer->fd = -1;
}

/* --- parts ----------------------------------------------------------------------------------------------- */

/* Where the number of a part is put in a path: in front of its last name's ending. */
static size_t stem_length(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path, *dot = strrchr(name, '.');

	return dot != NULL && dot > name ? (size_t)(dot - path) : strlen(path);
}

void writer_part_path(const char *path, unsigned part, char *part_path, size_t size)
{
	size_t stem = stem_length(path);

	snprintf(part_path, size, "%.*s-%04u%s", (int)stem, path, part, path + stem);
}

/* The number of the part of a path that a file's name says; 0: it is none. */
static unsigned long part_named(const char *path, const char *name)
{
	enum { LEAST_DIGITS = 4 };
	const char *slash = strrchr(path, '/'), *own = slash != NULL ? slash + 1 : path;
	size_t stem = stem_length(path) - (size_t)(own - path);

	if (strncmp(name, own, stem) != 0 || name[stem] != '-')
		return 0;
	const char *digits = name + stem + 1;
	size_t count = strspn(digits, "0123456789");
	return count >= LEAST_DIGITS && strcmp(digits + count, own + stem) == 0 ? strtoul(digits, NULL, 10) : 0;
}

bool writer_find_part(const char *path, char part_path[WRITER_PATH])
{
	const char *slash = strrchr(path, '/');
	char folder[WRITER_PATH];
	unsigned long lowest = 0, part;

	snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash + 1 - path) : 1, slash != NULL ? path : ".");
	DIR *listing = opendir(folder);
	if (listing == NULL)
		return false;
	for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
		if ((part = part_named(path, entry->d_name)) > 0 && (lowest == 0 || part < lowest))
			lowest = part;
	}
	closedir(listing);
	if (lowest > 0)
		writer_part_path(path, (unsigned)lowest, part_path, WRITER_PATH);
	return lowest > 0;
}

/* check: config, profiles and themes, read as the dashboard would read them; every mistake that is found */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "telltale/app/live.h"
#include "telltale/app/subcommand.h"
#include "telltale/base/text.h"
#include "telltale/conf/builtin.h"
#include "telltale/conf/config.h"
#include "telltale/conf/profile_text.h"
#include "telltale/conf/theme.h"

/* What has been looked at so far. */
struct checking {
	const char *folder;
	unsigned good, bad;
};

static void report(struct checking *checking, const char *kind, const char *what, bool good,
                   const struct error *error)
{
	char clean[2 * sizeof error->text];

	if (good) {
		text_clean(clean, sizeof clean, what, strlen(what));
		printf("ok      %-8s %s\n", kind, clean);
		checking->good++;
		return;
	}
	text_clean(clean, sizeof clean, error->text, strlen(error->text));
	fprintf(stderr, "telltale: %s\n", clean);
	checking->bad++;
}

/* Whether keys that are bound are free of commands; profiles that can't be read are reported by themselves. */
static bool check_letters(const struct key_bindings *bindings, struct error *error)
{
	struct profiles profiles = { NULL, 0, 0 };
	struct error ignored = ERROR_INIT;
	bool good = !live_read_profiles(&profiles, &ignored) || bindings_check_profiles(bindings, &profiles, error);

	profiles_clear(&profiles);
	return good;
}

static void check_config(struct checking *checking, const char *path)
{
	struct error error = ERROR_INIT;
	struct settings settings;

	settings_init(&settings);
	bool good = config_read(&settings, path, &error) && check_letters(&settings.bindings, &error);
	report(checking, "config", path, good, &error);
	settings_clear(&settings);
}

static void check_profile(struct checking *checking, const char *path)
{
	struct error error = ERROR_INIT;
	struct profiles profiles = { NULL, 0, 0 };
	bool good = profiles_add_file(&profiles, path, &error);

	report(checking, "profile", path, good, &error);
	profiles_clear(&profiles);
}

static void check_theme(struct checking *checking, const char *name)
{
	struct error error = ERROR_INIT;
	struct theme *theme = theme_load(name, checking->folder, &error);

	report(checking, "theme", name, theme != NULL, &error);
	theme_free(theme);
}

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), n = strlen(ending);

	return length > n && strcmp(name + length - n, ending) == 0;
}

/* A file by what its name says it is. */
static void check_file(struct checking *checking, const char *path)
{
	char with_slash[4096];

	if (ends_in(path, ".profile")) {
		check_profile(checking, path);
	} else if (ends_in(path, ".theme")) {
		snprintf(with_slash, sizeof with_slash, "%s%s", strchr(path, '/') != NULL ? "" : "./", path);
		check_theme(checking, with_slash);
	} else {
		check_config(checking, path);
	}
}

static void check_folder(struct checking *checking, const char *sub, const char *ending)
{
	char folder[4096], path[8192];
	struct dirent **entries;

	snprintf(folder, sizeof folder, "%s/%s", checking->folder, sub);
	int count = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		if (ends_in(entries[i]->d_name, ending))
			check_file(checking, path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void check_builtin(struct checking *checking)
{
	struct error error = ERROR_INIT;
	struct profiles profiles = { NULL, 0, 0 };
	bool good = profiles_add_builtin(&profiles, &error);

	report(checking, "profile", "those that are built in", good, &error);
	profiles_clear(&profiles);
	for (const struct builtin *theme = builtin_themes; theme->name != NULL; theme++)
		check_theme(checking, theme->name);
}

/* Everything that the dashboard would read. */
static void check_all(struct checking *checking, const char *config)
{
	char path[4096];
	struct stat status;

	snprintf(path, sizeof path, "%s/telltale.conf", checking->folder);
	if (config != NULL)
		check_config(checking, config);
	else if (stat(path, &status) == 0)
		check_config(checking, path);
	else
		printf("none    config   %s\n", path);
	check_folder(checking, "profiles", ".profile");
	check_folder(checking, "themes", ".theme");
	check_builtin(checking);
}

static int check(struct arguments *arguments, struct error *error)
{
	char folder[3072];
	struct checking checking = { folder, 0, 0 };

	(void)error;
	config_folder(folder, sizeof folder);
	if (arguments->rest_count == 0)
		check_all(&checking, arguments->settings.config);
	for (int i = 0; i < arguments->rest_count; i++)
		check_file(&checking, arguments->rest[i]);
	fflush(stdout);
	if (checking.bad > 0)
		fprintf(stderr, "telltale: %u of %u not as expected\n", checking.bad, checking.good + checking.bad);
	return checking.bad > 0 ? EXIT_WRONG_USAGE : 0;
}

const struct subcommand subcommand_check = {
	.name = "check",
	.arguments = "[FILE...]",
	.summary = "reads config, profiles and themes and says what is wrong in which line",
	.where = OPTION_CHECK,
	.run = check,
};

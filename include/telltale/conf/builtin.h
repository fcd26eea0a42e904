/*
 * builtin: the shipped profiles and themes as texts in the program, made from profiles/ and themes/ at build
 * time (src/conf/embed.sh), so that the program works without being installed.
 */
#ifndef TELLTALE_CONF_BUILTIN_H
#define TELLTALE_CONF_BUILTIN_H

struct builtin {
	const char *name; /* file name without its ending; NULL ends the list */
	const char *text;
};

extern const struct builtin builtin_profiles[];
extern const struct builtin builtin_themes[];

#endif

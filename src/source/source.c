/* source: see include/telltale/source/source.h */
#include "config.h"

#include "telltale/source/source.h"

bool source_start(struct source *source, struct error *error)
{
	return source->kind->start(source, error);
}

bool source_publish(struct source *source, const struct publication *publication)
{
	return source->kind->publish != NULL && source->kind->publish(source, publication);
}

bool source_ask_again(struct source *source)
{
	return source->kind->ask_again != NULL && source->kind->ask_again(source);
}

void source_retry(struct source *source)
{
	if (source->kind->retry != NULL)
		source->kind->retry(source);
}

void source_free(struct source *source)
{
	if (source != NULL)
		source->kind->free(source);
}

/* test_mqtt_packet: which packets are taken from memory, and that every other is left to libmosquitto. */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "telltale/base/buffer.h"
#include "telltale/base/memory.h"
#include "telltale/source/mqtt_packet.h"

#define PACKET(bytes) bytes, sizeof(bytes) - 1

static void check(const char *packet, size_t n, int protocol, const char *topic, const char *payload, bool stored)
{
	struct message message = { .qos = 7 };
	char *end = memory_resize(NULL, n, 1); /* the sanitizers watch its end */

	memcpy(end, packet, n);
	assert_int_equal(mqtt_packet_read(end, n, protocol, &message), n);
	assert_int_equal(message.topic_length, strlen(topic));
	assert_memory_equal(message.topic, topic, message.topic_length);
	assert_int_equal(message.payload_length, strlen(payload));
	assert_memory_equal(message.payload, payload, message.payload_length);
	assert_int_equal(message.stored, stored);
	assert_int_equal(message.qos, 0);
	for (size_t shorter = 0; shorter < n; shorter++) { /* not whole yet */
		char *cut = memory_resize(NULL, shorter, 1);
		memcpy(cut, packet, shorter);
		assert_int_equal(mqtt_packet_read(cut, shorter, protocol, &message), 0);
		free(cut);
	}
	free(end);
}

static void test_plain_ones(void **state)
{
	(void)state;
	check(PACKET("\x30\x07\x00\x03" "a/b" "21"), 4, "a/b", "21", false);
	check(PACKET("\x31\x07\x00\x03" "a/b" "21"), 4, "a/b", "21", true);
	check(PACKET("\x30\x05\x00\x03" "a/b"), 3, "a/b", "", false);
	check(PACKET("\x30\x08\x00\x03" "a/b" "\x00" "21"), 5, "a/b", "21", false);
	check(PACKET("\x30\x06\x00\x03" "a/b" "\x00"), 5, "a/b", "", false);
	check(PACKET("\x30\x87\x00\x00\x03" "a/b" "21"), 4, "a/b", "21", false); /* a longer length than need be */
	check(PACKET("\x30\x06\x00\x02\xc3\xa4" "21"), 4, "\xc3\xa4", "21", false);
	check(PACKET("\x30\x0f\x00\x0d !\"$%&'()*,-~"), 4, " !\"$%&'()*,-~", "", false);
}

/* The next one is not touched. */
static void test_one_of_several(void **state)
{
	struct message message = { .topic = NULL };

	(void)state;
	assert_int_equal(mqtt_packet_read(PACKET("\x30\x04\x00\x01" "a" "x\x30\x04\x00\x01" "b" "y"), 4, &message), 6);
	assert_int_equal(message.payload_length, 1);
	assert_int_equal(*message.topic, 'a');
}

static void test_what_is_left_to_libmosquitto(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		int protocol;
	} packets[] = {
		{ PACKET("\x32\x09\x00\x03" "a/b" "\x00\x01" "21"), 4 }, /* QoS 1 */
		{ PACKET("\x34\x09\x00\x03" "a/b" "\x00\x01" "21"), 4 }, /* QoS 2 */
		{ PACKET("\x38\x07\x00\x03" "a/b" "21"), 4 },            /* sent again */
		{ PACKET("\xd0\x00"), 4 },                               /* PINGRESP */
		{ PACKET("\x20\x02\x00\x00"), 4 },                       /* CONNACK */
		{ PACKET("\x30\x00"), 4 },
		{ PACKET("\x30\x01\x00"), 4 },
		{ PACKET("\x30\x04\x00\x00" "21"), 4 },                  /* no topic */
		{ PACKET("\x30\x04\x00\x03" "ab"), 4 },                  /* a topic longer than the packet */
		{ PACKET("\x30\x04\xff\xff" "ab"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a/+" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a/#" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a\x00" "b" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a/\xff" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a/\x01" "21"), 4 }, /* libmosquitto takes no control characters */
		{ PACKET("\x30\x07\x00\x03" "a/\x1f" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a/\x7f" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03" "a\xc2\x85" "21"), 4 },
		{ PACKET("\x30\x07\x00\x03\xef\xbf\xbf" "21"), 4 },
		{ PACKET("\x30\x0e\x00\x0a" "12345678\x01" "0" "21"), 4 },
		{ PACKET("\x30\x0e\x00\x0a" "12345678" "9#" "21"), 4 },
		{ PACKET("\x30\x0a\x00\x03" "a/b" "\x02\x01\x01" "21"), 5 }, /* with properties */
		{ PACKET("\x30\x05\x00\x03" "a/b"), 5 },                 /* without the length of its properties */
		{ PACKET("\x30\xff\xff\xff\xff\x01" "xxxx"), 4 },        /* a length of five bytes */
	};
	struct message message;

	(void)state;
	for (size_t i = 0; i < sizeof packets / sizeof *packets; i++)
		if (mqtt_packet_read(packets[i].bytes, packets[i].n, packets[i].protocol, &message) != 0)
			fail_msg("packet %zu was taken", i);
}

/* Of topics of any length, with any byte at any place. */
static void test_each_byte_at_each_place(void **state)
{
	(void)state;
	for (size_t n = 1; n < 20; n++)
		for (size_t at = 0; at < n; at++)
			for (int byte = 0; byte < 0x100; byte++) {
				unsigned char packet[32] = { 0x30, (unsigned char)(n + 2), 0, (unsigned char)n };
				struct message message;
				memset(packet + 4, 'a', n);
				packet[4 + at] = (unsigned char)byte;
				bool plain = byte >= ' ' && byte < 0x7f && byte != '+' && byte != '#';
				size_t taken = mqtt_packet_read((char *)packet, n + 4, 4, &message);
				assert_int_equal(taken, plain ? n + 4 : 0);
			}
}

/* Whatever comes: nothing is read beyond the end (the sanitizers see to that), and what is taken lies within. */
static void test_any_bytes(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		size_t n = random_next(&seed) % 40;
		char *bytes = memory_resize(NULL, n, 1);
		struct message message;
		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)(random_next(&seed) >> (i < 5 ? 59 : 56));
		if (n > 0 && round % 2 == 0)
			bytes[0] = 0x30;
		size_t taken = mqtt_packet_read(bytes, n, 3 + round % 3, &message);
		assert_true(taken <= n);
		if (taken > 0)
			assert_true(message.topic > bytes && message.payload + message.payload_length == bytes + taken);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_ones),
		cmocka_unit_test(test_one_of_several),
		cmocka_unit_test(test_what_is_left_to_libmosquitto),
		cmocka_unit_test(test_each_byte_at_each_place),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

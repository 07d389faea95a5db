// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What libbpf makes of an object: relocate OBJECT TYPES. For each program, loaded alone, a line "NAME INSTRUCTIONS" in hex, or
 * "NAME error ERRNO REASON" when libbpf could not relocate it. A program that the kernel refuses was relocated all the same.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int reached_kernel;
static char reason[4096];

static int listen(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char text[4096];

	vsnprintf(text, sizeof(text), format, arguments);
	if (strstr(text, "BPF program load failed"))
		reached_kernel = 1;
	if (level == LIBBPF_WARN && !reason[0]) {
		text[strcspn(text, "\n")] = 0;
		strcpy(reason, text);
	}
	return 0;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = argv[2]);
	int count = 0;

	if (argc != 3)
		return 2;
	libbpf_set_print(listen);
	for (int wanted = 0; !count || wanted < count; wanted++) {
		struct bpf_object *object = bpf_object__open_file(argv[1], &options);
		struct bpf_program *program, *chosen = NULL;
		int index = 0, error;

		if (!object)
			return 1;
		bpf_object__for_each_program(program, object) {
			bpf_program__set_autoload(program, index == wanted);
			if (index++ == wanted)
				chosen = program;
		}
		count = index;
		reached_kernel = 0;
		reason[0] = 0;
		error = bpf_object__load(object);
		printf("%s ", bpf_program__name(chosen));
		if (error && !reached_kernel) {
			printf("error %d %s\n", -error, reason);
		} else {
			const unsigned char *bytes = (const void *)bpf_program__insns(chosen);

			for (size_t i = 0; i < 8 * bpf_program__insn_cnt(chosen); i++)
				printf("%02x", bytes[i]);
			printf("\n");
		}
		bpf_object__close(object);
	}
	return 0;
}

// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What libbpf makes of an object.
 *   relocate OBJECT TYPES          for each program, loaded alone, a line "NAME INSTRUCTIONS" in hex, file descriptors of maps as 0,
 *                                  or "NAME error ERRNO REASON"; TYPES is a file, or - for the running kernel's
 *   relocate OBJECT TYPES TEXT...  for each text of a kernel's configuration, a line with the contents of the map .kconfig in hex,
 *                                  or "error ERRNO REASON"
 * A program that the kernel refuses was relocated all the same.
 */
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdio.h>
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

static void print_instructions(const struct bpf_program *program)
{
	size_t count = bpf_program__insn_cnt(program);

	for (size_t i = 0; i < count; i++) {
		struct bpf_insn instruction = bpf_program__insns(program)[i];
		const unsigned char *bytes = (const void *)&instruction;

		if (instruction.code == (BPF_LD | BPF_IMM | BPF_DW) &&
		    (instruction.src_reg == BPF_PSEUDO_MAP_FD || instruction.src_reg == BPF_PSEUDO_MAP_VALUE))
			instruction.imm = 0;
		for (size_t j = 0; j < sizeof(instruction); j++)
			printf("%02x", bytes[j]);
	}
}

static void print_configuration(struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		size_t size = 0;
		const unsigned char *bytes = bpf_map__initial_value(map, &size);

		if (!strstr(bpf_map__name(map), "kconfig"))
			continue;
		for (size_t i = 0; i < size; i++)
			printf("%02x", bytes[i]);
	}
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, options);
	int count = argc - 3;

	if (argc < 3)
		return 2;
	if (strcmp(argv[2], "-"))
		options.btf_custom_path = argv[2];
	libbpf_set_print(listen);
	for (int wanted = 0; !count || wanted < count; wanted++) {
		struct bpf_program *program, *chosen = NULL;
		struct bpf_object *object;
		int index = 0, error;

		if (argc > 3)
			options.kconfig = argv[3 + wanted];
		object = bpf_object__open_file(argv[1], &options);
		if (!object)
			return 1;
		bpf_object__for_each_program(program, object) {
			if (argc == 3)
				bpf_program__set_autoload(program, index == wanted);
			if (index++ == wanted)
				chosen = program;
		}
		if (argc == 3)
			count = index;
		reached_kernel = 0;
		reason[0] = 0;
		error = bpf_object__load(object);
		if (argc == 3)
			printf("%s ", bpf_program__name(chosen));
		if (error && !reached_kernel)
			printf("error %d %s", -error, reason);
		else if (argc == 3)
			print_instructions(chosen);
		else
			print_configuration(object);
		printf("\n");
		bpf_object__close(object);
	}
	return 0;
}

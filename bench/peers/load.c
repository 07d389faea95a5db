// SPDX-License-Identifier: MIT
// Peers of Nbpf.Linux's loader and BTF reader: libbpf doing the same. Each answers nanoseconds, or a negative errno.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>

#include "clock.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level, (void)format, (void)arguments;
	return 0;
}

// From the object file to loaded programs, and closed again.
long peer_load(const char *path)
{
	libbpf_set_print(quiet);

	long start = nanoseconds();
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object)
		return -errno;

	int error = bpf_object__load(object);

	bpf_object__close(object);
	return error ? error : nanoseconds() - start;
}

// The running kernel's BTF: read, checked, and one type looked up by name.
long peer_parse_kernel_btf(void)
{
	libbpf_set_print(quiet);

	long start = nanoseconds();
	struct btf *btf = btf__parse("/sys/kernel/btf/vmlinux", NULL);

	if (!btf)
		return -errno;

	int type = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);

	btf__free(btf);
	return type < 0 ? type : nanoseconds() - start;
}

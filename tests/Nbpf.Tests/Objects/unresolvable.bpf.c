// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Fields that no kernel has, reached and guarded. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "GPL";

struct task_struct {
	int pid;
	struct {
		int of_later_days[3];
	} inner;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} unwanted SEC(".maps");

static __attribute__((noinline)) int read_field(struct task_struct *task)
{
	int value;

	bpf_probe_read_kernel(&value, sizeof(value), &task->inner.of_later_days[2]);
	return value;
}

SEC("raw_tp/sys_enter")
int reached(void *ctx)
{
	return read_field((void *)bpf_get_current_task());
}

SEC("raw_tp/sys_enter")
int guarded(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	int pid;

	if (bpf_core_field_exists(task->inner.of_later_days))
		return read_field(task);
	if (bpf_core_read(&pid, sizeof(pid), &task->pid))
		return -1;
	return pid == (int)bpf_get_current_pid_tgid() ? 1 : -2;
}

SEC("?raw_tp/sys_enter")
int uses_map(void *ctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&unwanted, &key) ? 1 : 0;
}

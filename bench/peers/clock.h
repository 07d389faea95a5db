// SPDX-License-Identifier: MIT
#pragma once
#include <time.h>

static inline long nanoseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000L + time.tv_nsec;
}

// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* Nothing but the bounds check: what a run costs before it does any work, subtracted from the others. */
#include "program.h"

WORK work(u8 *data UNUSED, u8 *end UNUSED)
{
	return 0;
}

PROGRAM(empty)

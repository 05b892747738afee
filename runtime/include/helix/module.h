/* SPDX-License-Identifier: MIT */
/*
 * All that a module's code may use without including anything: the generated header of
 * every module includes this.
 */
#pragma once

#include <helix/change.h>
#include <helix/compiler.h>
#include <helix/config.h>
#include <helix/descriptor.h>
#include <helix/event.h>
#include <helix/fmt.h>
#include <helix/graph.h>
#include <helix/initrd.h>
#include <helix/interface.h>
#include <helix/irq.h>
#include <helix/listener.h>
#include <helix/log.h>
#include <helix/main.h>
#include <helix/memory.h>
#include <helix/message.h>
#include <helix/mutex.h>
#include <helix/pressure.h>
#include <helix/quiescent.h>
#include <helix/registry.h>
#include <helix/request.h>
#include <helix/resolver.h>
#include <helix/resource.h>
#include <helix/schema.h>
#include <helix/state.h>
#include <helix/status.h>
#include <helix/string.h>
#include <helix/thread.h>
#include <helix/timer.h>
#include <helix/types.h>
#include <helix/wait.h>
#include <helix/work.h>

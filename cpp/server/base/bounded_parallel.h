// Many tasks on one event loop, some of them at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "server/base/parallel.h"
#include "server/base/result.h"
#include "server/base/task.h"

namespace ppc::server {

template <class MakeTask>
Task<Done> work_through(std::size_t count, std::size_t& next, MakeTask& make_task) {
  while (next < count) co_await make_task(next++);
  co_return Done{};
}

/// Awaits `make_task(0)` to `make_task(count - 1)`, each a Task<void>, at most `at_once` at a time; ends when
/// all have ended. An exception of one is thrown here in the end.
template <class MakeTask>
Task<void> run_bounded(std::size_t count, std::size_t at_once, MakeTask make_task) {
  std::size_t next = 0;
  std::vector<Task<Done>> runners;
  for (std::size_t i = 0; i < std::min(count, at_once); ++i)
    runners.push_back(work_through(count, next, make_task));
  if (runners.size() == 1) {
    co_await std::move(runners.front());
  } else {
    co_await run_all(std::move(runners));
  }
}

}  // namespace ppc::server

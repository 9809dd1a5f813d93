// One after the other for each name, without blocking an event loop.
#pragma once

#include <list>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "server/base/task.h"

namespace ppc::server {

/// For any number of event loops and threads. It must live longer than every turn.
class Turns {
 public:
  /// Lasts as long as it lives.
  class Turn {
   public:
    Turn(Turns& turns, std::string name) : turns_(&turns), name_(std::move(name)) {}
    ~Turn() {
      if (turns_ != nullptr) turns_->pass_on(name_);
    }
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)), name_(std::move(other.name_)) {}
    Turn& operator=(Turn&&) = delete;

   private:
    Turns* turns_;
    std::string name_;
  };

  /// Waits until nobody has a turn of that name; first come, first served.
  Task<Turn> take(std::string name);

 private:
  class Waiting;

  void pass_on(const std::string& name);

  std::mutex mutex_;
  /// A name is here while somebody has its turn, with those who wait for it.
  std::map<std::string, std::list<Waiting*>> names_;
};

}  // namespace ppc::server

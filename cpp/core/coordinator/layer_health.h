// Which layers can be asked: those that are there and do not rest after a failure.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/types.h"

namespace ppc {

class LayerHealth {
 public:
  void set_available(Layer layer, bool available) {
    of(layer).available = available;
    of(layer).rests_until = -kNever;
  }
  void rest(Layer layer, Millis until) { of(layer).rests_until = until; }
  /// The clock was set back by that much: no rest grows by it.
  void clock_went_back(Millis by) {
    for (State& state : layers_) state.rests_until -= by;
  }
  bool available(Layer layer) const { return of(layer).available; }
  bool usable(Layer layer, Millis now) const { return of(layer).available && now >= of(layer).rests_until; }

 private:
  struct State {
    bool available = true;
    Millis rests_until = -kNever;
  };
  State& of(Layer layer) { return layers_[static_cast<std::size_t>(layer)]; }
  const State& of(Layer layer) const { return layers_[static_cast<std::size_t>(layer)]; }

  std::array<State, kLayerCount> layers_;
};

}  // namespace ppc

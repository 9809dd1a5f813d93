// The one list of names that reports, the API and the tests use for the enumerations of types.h.
// tests/scenarios/vocabulary.json holds the same list; a test on each side compares against it.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/types.h"

namespace ppc {

/// 'redux', 'localStorage', 'indexedDB', 'serviceWorker', 'network'; 'none' for Layer::kNone.
std::string_view layer_name(Layer layer);
std::optional<Layer> layer_of(std::string_view name);
/// 'idle', 'loading', 'ready', 'missing', 'error'.
std::string_view status_name(Status status);
/// 'none', 'unreachable', 'timeout', 'server', 'forbidden', 'unauthorized', 'badAnswer', 'notAnImage',
/// 'tooLarge', 'outdated'.
std::string_view failure_name(Failure failure);

}  // namespace ppc

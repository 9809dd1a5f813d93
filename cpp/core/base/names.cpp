#include "core/base/names.h"

#include <array>
#include <cstddef>

namespace ppc {
namespace {

constexpr std::array<std::string_view, kLayerCount> kLayerNames = {
    "none", "redux", "localStorage", "indexedDB", "serviceWorker", "network"};

constexpr std::array<std::string_view, 5> kStatusNames = {"idle", "loading", "ready", "missing", "error"};

constexpr std::array<std::string_view, 10> kFailureNames = {
    "none",         "unreachable", "timeout",    "server",   "forbidden",
    "unauthorized", "badAnswer",   "notAnImage", "tooLarge", "outdated"};

template <std::size_t N, typename Enum>
std::string_view name_at(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index] : std::string_view{};
}

}  // namespace

std::string_view layer_name(Layer layer) { return name_at(kLayerNames, layer); }

std::optional<Layer> layer_of(std::string_view name) {
  for (std::size_t i = 0; i < kLayerNames.size(); ++i) {
    if (kLayerNames[i] == name) return static_cast<Layer>(i);
  }
  return std::nullopt;
}

std::string_view status_name(Status status) { return name_at(kStatusNames, status); }

std::string_view failure_name(Failure failure) { return name_at(kFailureNames, failure); }

}  // namespace ppc

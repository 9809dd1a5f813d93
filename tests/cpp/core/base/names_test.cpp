#include "core/base/names.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/monitor/monitor.h"

namespace ppc {
namespace {

using Names = std::vector<std::string>;

Names vocabulary(const char* list) {
  std::ifstream file(PPC_SCENARIOS "/vocabulary.json");
  const auto json = nlohmann::json::parse(file, nullptr, false);
  Names names;
  if (json.is_object() && json.contains(list)) {
    for (const auto& name : json[list]) names.push_back(name);
  }
  return names;
}

/// The names of 0, 1, 2 ... until one has none.
template <typename Enum>
Names names_by(std::string_view (*name_of)(Enum)) {
  Names names;
  for (unsigned i = 0; i < 256 && !name_of(static_cast<Enum>(i)).empty(); ++i) {
    names.emplace_back(name_of(static_cast<Enum>(i)));
  }
  return names;
}

TEST_CASE("the vocabulary lists exactly the layers, in the order of their numbers") {
  CHECK(names_by(layer_name).size() == kLayerCount);
  CHECK(names_by(layer_name) == vocabulary("layers"));
}

TEST_CASE("the vocabulary lists exactly the statuses, in the order of their numbers") {
  CHECK(status_name(Status::kError) == "error");
  CHECK(names_by(status_name) == vocabulary("statuses"));
}

TEST_CASE("the vocabulary lists exactly the failures, in the order of their numbers") {
  CHECK(failure_name(Failure::kOutdated) == "outdated");
  CHECK(names_by(failure_name) == vocabulary("failures"));
}

TEST_CASE("the vocabulary lists exactly the counters, in the order of their numbers") {
  CHECK(names_by(counter_name).size() == kCounterCount);
  CHECK(names_by(counter_name) == vocabulary("counters"));
}

TEST_CASE("each layer is found by its name") {
  const Names layers = vocabulary("layers");
  CHECK(layers.size() == kLayerCount);
  for (std::size_t i = 0; i < layers.size(); ++i) CHECK(layer_of(layers[i]) == static_cast<Layer>(i));
}

TEST_CASE("a name that is no layer's finds none") {
  CHECK(layer_of("") == std::nullopt);
  CHECK(layer_of("Redux") == std::nullopt);
  CHECK(layer_of("redux ") == std::nullopt);
}

TEST_CASE("a number beyond the last name has an empty name") {
  CHECK(layer_name(static_cast<Layer>(6)).empty());
  CHECK(layer_name(static_cast<Layer>(255)).empty());
  CHECK(status_name(static_cast<Status>(5)).empty());
  CHECK(failure_name(static_cast<Failure>(10)).empty());
  CHECK(counter_name(Counter::kCount).empty());
}

}  // namespace
}  // namespace ppc

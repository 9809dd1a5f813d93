#include "wasm/convert.h"

namespace ppc::wasm {

using emscripten::val;

namespace {

/// Appends to a JavaScript array.
class ArrayWriter {
 public:
  template <typename Value>
  void add(const Value& value) {
    array_.set(length_++, value);
  }
  val take() { return std::move(array_); }

 private:
  val array_ = val::array();
  std::uint32_t length_ = 0;
};

template <typename Value>
void read_option(const val& options, const char* name, Value& into) {
  const val given = options[name];
  if (!given.isUndefined()) into = given.as<Value>();
}

}  // namespace

val to_js(std::string_view text) { return val(std::string(text)); }

val to_js(std::span<const std::string_view> texts) {
  ArrayWriter array;
  for (const auto& text : texts) array.add(std::string(text));
  return array.take();
}

val to_js(std::span<const PictureRef> pictures) {
  ArrayWriter array;
  for (const auto& picture : pictures) {
    array.add(picture.slot);
    array.add(picture.generation);
  }
  return array.take();
}

val to_js(std::span<const KeepRequest> pictures) {
  ArrayWriter array;
  for (const auto& request : pictures) {
    array.add(request.picture.slot);
    array.add(request.picture.generation);
    array.add(std::string(request.version));
    array.add(std::string(request.content_type));
    array.add(request.fetched_at);
    array.add(request.asked_at);
  }
  return array.take();
}

val to_js(const std::vector<Slot>& slots) {
  ArrayWriter array;
  for (const Slot slot : slots) array.add(slot);
  return array.take();
}

std::vector<StoredKey> stored_keys(const val& list) {
  const auto length = list["length"].as<std::uint32_t>();
  std::vector<StoredKey> keys;
  keys.reserve(length);
  for (std::uint32_t i = 0; i < length; ++i) {
    const val entry = list[i];
    keys.push_back({entry["key"].as<std::string>(), entry["bytes"].as<std::uint32_t>()});
  }
  return keys;
}

std::vector<FoundPicture> found_pictures(const val& flat) {
  constexpr std::uint32_t kFields = 6;
  const auto length = flat["length"].as<std::uint32_t>();
  std::vector<FoundPicture> pictures;
  pictures.reserve(length / kFields);
  for (std::uint32_t i = 0; i + kFields <= length; i += kFields) {
    pictures.push_back({flat[i].as<Slot>(), flat[i + 1].as<Generation>(), flat[i + 2].as<std::string>(),
                        flat[i + 3].as<std::string>(), flat[i + 4].as<std::uint32_t>(),
                        flat[i + 5].as<Millis>()});
  }
  return pictures;
}

CoordinatorOptions coordinator_options(const val& options) {
  CoordinatorOptions read;
  read_option(options, "account", read.account);
  read_option(options, "storeEntries", read.store.entries);
  double store_bytes = static_cast<double>(read.store.bytes);
  read_option(options, "storeBytes", store_bytes);
  read.store.bytes = static_cast<std::uint64_t>(store_bytes);
  read_option(options, "localStorageBytes", read.local_storage_bytes);
  read_option(options, "attempts", read.attempts);
  return read;
}

}  // namespace ppc::wasm

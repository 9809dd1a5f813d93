#include "wasm/convert.h"

#include <cmath>
#include <limits>
#include <optional>

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

/// Walks a JavaScript array.
class ArrayReader {
 public:
  explicit ArrayReader(const val& array) : array_(array), length_(array["length"].as<std::uint32_t>()) {}
  bool at_end() const { return at_ == length_; }
  template <typename Value>
  void read(Value& into) {
    into = array_[at_++].template as<Value>();
  }

 private:
  const val& array_;
  std::uint32_t length_;
  std::uint32_t at_ = 0;
};

std::optional<Millis> read_time(ArrayReader& array) {
  Millis time = 0;
  array.read(time);
  return std::isnan(time) ? std::nullopt : std::optional(time);
}

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

val to_js(const LocalRecord& record) {
  ArrayWriter array;
  for (const auto& time : {record.missing_since, record.invalidated_at, record.offset})
    array.add(time.value_or(std::numeric_limits<Millis>::quiet_NaN()));
  for (const LocalVariant& variant : record.variants) {
    array.add(variant.size);
    array.add(variant.url);
    array.add(variant.version);
    array.add(variant.fetched_at);
    array.add(variant.expires_at);
    array.add(variant.bytes);
    array.add(variant.content_type);
  }
  return array.take();
}

val to_js(const std::vector<double>& figures) {
  ArrayWriter array;
  for (const double figure : figures) array.add(figure);
  return array.take();
}

StoredRecord stored_record(const val& flat) {
  ArrayReader array(flat);
  StoredRecord stored;
  array.read(stored.bytes);
  if (array.at_end()) return stored;
  LocalRecord& record = stored.record.emplace();
  record.missing_since = read_time(array);
  record.invalidated_at = read_time(array);
  record.offset = read_time(array);
  while (!array.at_end()) {
    LocalVariant& variant = record.variants.emplace_back();
    array.read(variant.size);
    array.read(variant.url);
    array.read(variant.version);
    array.read(variant.fetched_at);
    array.read(variant.expires_at);
    array.read(variant.bytes);
    array.read(variant.content_type);
  }
  return stored;
}

std::vector<StoredUser> stored_users(const val& flat) {
  ArrayReader array(flat);
  std::vector<StoredUser> users;
  while (!array.at_end()) {
    StoredUser& user = users.emplace_back();
    array.read(user.user_id);
    array.read(user.bytes);
  }
  return users;
}

std::vector<PictureRecord> picture_records(const val& flat) {
  ArrayReader array(flat);
  std::vector<PictureRecord> pictures;
  while (!array.at_end()) {
    PictureRecord& picture = pictures.emplace_back();
    array.read(picture.user_id);
    array.read(picture.url);
    array.read(picture.version);
    array.read(picture.expires_at);
    array.read(picture.content_type);
    array.read(picture.bytes);
  }
  return pictures;
}

std::vector<std::string> texts(const val& array) {
  ArrayReader reader(array);
  std::vector<std::string> texts;
  while (!reader.at_end()) reader.read(texts.emplace_back());
  return texts;
}

std::vector<FoundPicture> found_pictures(const val& flat) {
  ArrayReader array(flat);
  std::vector<FoundPicture> pictures;
  while (!array.at_end()) {
    FoundPicture& picture = pictures.emplace_back();
    array.read(picture.slot);
    array.read(picture.generation);
    array.read(picture.version);
    array.read(picture.content_type);
    array.read(picture.bytes);
    array.read(picture.fetched_at);
  }
  return pictures;
}

CoordinatorOptions coordinator_options(const val& options) {
  CoordinatorOptions read;
  read_option(options, "storeEntries", read.store.entries);
  double store_bytes = static_cast<double>(read.store.bytes);
  read_option(options, "storeBytes", store_bytes);
  read.store.bytes = static_cast<std::uint64_t>(store_bytes);
  read_option(options, "localStorageBytes", read.local_storage_bytes);
  read_option(options, "attempts", read.attempts);
  return read;
}

}  // namespace ppc::wasm

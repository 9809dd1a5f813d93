#include "wasm/port_adapters.h"

#include "wasm/convert.h"

namespace ppc::wasm {

using emscripten::val;

std::optional<std::string> LocalStorageAdapter::read(std::string_view key) {
  const val value = port_.call<val>("read", to_js(key));
  if (value.isNull()) return std::nullopt;
  return value.as<std::string>();
}

bool LocalStorageAdapter::write(std::string_view key, std::string_view value) {
  return port_.call<bool>("write", to_js(key), to_js(value));
}

void LocalStorageAdapter::remove(std::string_view key) { port_.call<void>("remove", to_js(key)); }

std::vector<StoredKey> LocalStorageAdapter::list(std::string_view prefix) {
  return stored_keys(port_.call<val>("list", to_js(prefix)));
}

void BytesAdapter::lookup(BatchId batch, std::span<const PictureRef> pictures) {
  port_.call<void>("lookup", batch, to_js(pictures));
}

void BytesAdapter::keep(std::span<const KeepRequest> pictures) { port_.call<void>("keep", to_js(pictures)); }

void BytesAdapter::remove(std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to) {
  port_.call<void>("remove", to_js(user_ids), at, fetched_up_to);
}

void BytesAdapter::clear(Millis at) { port_.call<void>("clear", at); }

void NetworkAdapter::describe(BatchId batch, Variant variant, std::span<const std::string_view> user_ids) {
  port_.call<void>("describe", batch, variant, to_js(user_ids));
}

void NetworkAdapter::download(const PictureRef& picture, std::string_view url, bool fresh) {
  port_.call<void>("download", picture.slot, picture.generation, to_js(url), fresh);
}

void NetworkAdapter::abort_describe(BatchId batch) { port_.call<void>("abortDescribe", batch); }

void NetworkAdapter::abort_download(Slot slot, Generation generation) {
  port_.call<void>("abortDownload", slot, generation);
}

double RandomAdapter::next() { return val::global("Math").call<double>("random"); }

}  // namespace ppc::wasm

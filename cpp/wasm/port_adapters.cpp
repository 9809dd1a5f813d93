#include "wasm/port_adapters.h"

#include "wasm/convert.h"

namespace ppc::wasm {

using emscripten::val;

StoredRecord LocalStorageAdapter::read(std::string_view user_id) {
  const val found = port_.call<val>("read", to_js(user_id));
  return found.isNull() ? StoredRecord{} : stored_record(found);
}

std::uint32_t LocalStorageAdapter::write(std::string_view user_id, const LocalRecord& record) {
  return port_.call<std::uint32_t>("write", to_js(user_id), to_js(record));
}

void LocalStorageAdapter::remove(std::string_view user_id) { port_.call<void>("remove", to_js(user_id)); }

std::vector<StoredUser> LocalStorageAdapter::list() { return stored_users(port_.call<val>("list")); }

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

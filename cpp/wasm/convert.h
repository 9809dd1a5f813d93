// JavaScript values to core values and back. Lists cross as flat arrays: one crossing for each field, none
// for objects.
#pragma once

#include <emscripten/val.h>

#include <span>
#include <string_view>
#include <vector>

#include "core/coordinator/coordinator.h"

namespace ppc::wasm {

emscripten::val to_js(std::string_view text);
emscripten::val to_js(std::span<const std::string_view> texts);
/// [slot, generation, slot, generation, ...]
emscripten::val to_js(std::span<const PictureRef> pictures);
/// [slot, generation, version, contentType, fetchedAt, askedAt, ...]
emscripten::val to_js(std::span<const KeepRequest> pictures);
emscripten::val to_js(const std::vector<Slot>& slots);
emscripten::val to_js(const std::vector<double>& figures);

/// [missingSince, invalidatedAt, offset, size, url, version, fetchedAt, expiresAt, bytes, contentType, size,
/// ...]; a time that there is not is NaN.
emscripten::val to_js(const LocalRecord& record);

/// From [bytes] of what is no record, and [bytes, ...as above] of a record.
StoredRecord stored_record(const emscripten::val& flat);
/// From [userId, bytes, ...].
std::vector<StoredUser> stored_users(const emscripten::val& flat);
/// From [userId, url, version, expiresAt, contentType, bytes, ...].
std::vector<PictureRecord> picture_records(const emscripten::val& flat);
std::vector<std::string> texts(const emscripten::val& array);
/// From [slot, generation, version, contentType, bytes, fetchedAt, ...].
std::vector<FoundPicture> found_pictures(const emscripten::val& flat);
/// From an object with any of: storeEntries, storeBytes, localStorageBytes, attempts; the rest stays
/// at its default.
CoordinatorOptions coordinator_options(const emscripten::val& options);

}  // namespace ppc::wasm

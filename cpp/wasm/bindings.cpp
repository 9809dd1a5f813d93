// Names only. js/client/core-module.ts holds the same surface as a TypeScript interface.
#include <emscripten/bind.h>

#include "wasm/core_handle.h"

using ppc::wasm::CoreHandle;

EMSCRIPTEN_BINDINGS(picture_core) {
  emscripten::class_<CoreHandle>("Core")
      .constructor<const emscripten::val&, const emscripten::val&>()
      .function("intern", &CoreHandle::intern)
      .function("rows", &CoreHandle::rows)
      .function("url", &CoreHandle::url)
      .function("version", &CoreHandle::version)
      .function("takeChanges", &CoreHandle::take_changes)
      .function("watchAll", &CoreHandle::watch_all)
      .function("serverTime", &CoreHandle::server_time)
      .function("peek", &CoreHandle::peek)
      .function("request", &CoreHandle::request)
      .function("leave", &CoreHandle::leave)
      .function("refresh", &CoreHandle::refresh)
      .function("flush", &CoreHandle::flush)
      .function("wake", &CoreHandle::wake)
      .function("timerDelay", &CoreHandle::timer_delay)
      .function("invalidate", &CoreHandle::invalidate)
      .function("invalidatedElsewhere", &CoreHandle::invalidated_elsewhere)
      .function("clear", &CoreHandle::clear)
      .function("clearedElsewhere", &CoreHandle::cleared_elsewhere)
      .function("online", &CoreHandle::online)
      .function("setAvailable", &CoreHandle::set_available)
      .function("handleFound", &CoreHandle::handle_found)
      .function("handleLayerFailed", &CoreHandle::handle_layer_failed)
      .function("handleDescribed", &CoreHandle::handle_described)
      .function("handleDescribeFailed", &CoreHandle::handle_describe_failed)
      .function("handleShown", &CoreHandle::handle_shown)
      .function("handleDownloaded", &CoreHandle::handle_downloaded)
      .function("handleDownloadFailed", &CoreHandle::handle_download_failed)
      .function("handleKeepFailed", &CoreHandle::handle_keep_failed)
      .function("handleRemoveFailed", &CoreHandle::handle_remove_failed)
      .function("handleClearFailed", &CoreHandle::handle_clear_failed)
      .function("handleWritten", &CoreHandle::handle_written)
      .function("handleLayerLost", &CoreHandle::handle_layer_lost)
      .function("reservePreview", &CoreHandle::reserve_preview)
      .function("releasePreview", &CoreHandle::release_preview)
      .function("handleShowFailed", &CoreHandle::handle_show_failed)
      .function("handleUploaded", &CoreHandle::handle_uploaded)
      .function("recordHits", &CoreHandle::record_hits)
      .function("recordAnswer", &CoreHandle::record_answer)
      .function("setFill", &CoreHandle::set_fill)
      .function("setObjectUrls", &CoreHandle::set_object_urls)
      .function("resetMonitor", &CoreHandle::reset_monitor)
      .function("report", &CoreHandle::report);
}

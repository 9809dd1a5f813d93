#include "server/pictures/vips_library.h"

namespace ppc::server {
namespace {

/// Classes of libvips. A class stands for all that derive from it.
constexpr const char* kAllLoaders = "VipsForeignLoad";
constexpr const char* kLoaders[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
                                    "VipsForeignLoadNsgif", "VipsForeignLoadHeif"};

void ignore_message(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

Result<Done> start() {
  if (vips_init("ppc_server") != 0) return Error{ErrorKind::kUnavailable, "cannot start the image library"};
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set(kAllLoaders, TRUE);
  for (const char* loader : kLoaders) vips_operation_block_set(loader, FALSE);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  // What a damaged picture is warned of would fill the server's log with a stranger's words.
  g_log_set_handler("VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK), ignore_message, nullptr);
  return Done{};
}

}  // namespace

Result<Done> start_vips() {
  static const Result<Done> started = start();
  return started;
}

}  // namespace ppc::server

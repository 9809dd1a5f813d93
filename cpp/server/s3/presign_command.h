// `ppc_server presign`: one signed URL on the command line, to look at a stored picture or to compare
// signatures.
#pragma once

#include <span>
#include <string>

#include "core/base/types.h"
#include "server/base/result.h"

namespace ppc::server::s3 {

/// `arguments` without "presign". The URL, or kInvalid with one sentence; with --help a list of the flags.
/// Without
/// --date the URL is signed at `now`.
Result<std::string> presign_command(std::span<const char* const> arguments, Millis now);

}  // namespace ppc::server::s3

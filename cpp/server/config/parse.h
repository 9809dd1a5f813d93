// Reads the settings from where they may stand: a file, then the environment, then flags; the last one
// counts.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "server/base/file.h"
#include "server/base/result.h"
#include "server/config/config.h"

namespace ppc::server {

/// The value of an environment variable.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
/// As read_file() does.
using FileReader = std::function<Result<FileContent>(const std::string& path)>;

/// `arguments` without the program's name: "--port 80" and "--port=80" are the same. --config FILE (or
/// PPC_CONFIG) names a file of lines `port = 80`; '#' begins a comment. A setting that may be repeated adds
/// up within one source and replaces what an earlier source said. kInvalid with one sentence that names the
/// setting, where it stands and what it takes.
Result<Config> parse_config(std::span<const char* const> arguments, const Environment& environment,
                            const FileReader& read_file);

}  // namespace ppc::server

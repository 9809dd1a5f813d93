#include "server/redis/command.h"

#include <hiredis/hiredis.h>

namespace ppc::server::redis {

void append_wire(std::string& wire, const Command& command) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const auto& argument : command.arguments) {
    texts.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  char* formatted = nullptr;
  const auto size =
      redisFormatCommandArgv(&formatted, static_cast<int>(texts.size()), texts.data(), sizes.data());
  if (size > 0) wire.append(formatted, static_cast<std::size_t>(size));
  redisFreeCommand(formatted);
}

}  // namespace ppc::server::redis

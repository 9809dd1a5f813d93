// embind tells a type that was never bound by its address when there is no run-time type information, and
// writes that with sprintf: which is 4 kB of code for a message that only whoever changes bindings.cpp could
// see. Where Emscripten links another function than this one, this one is left out.
#include <cstring>

extern "C" int siprintf(char* into, const char* /*format*/, ...) {
  constexpr char kName[] = "an unbound type";
  std::memcpy(into, kName, sizeof kName);
  return sizeof kName - 1;
}

// What L2 and L3 could not carry out: counted, and asked of them again.
#include "core/coordinator/impl.h"

namespace ppc {

void Coordinator::Impl::handle_keep_failed(Layer layer, std::span<const Slot> slots) {
  for (const Slot slot : slots) {
    if (knows(slot)) set_kept(layer, slot, false);
  }
  write_failed(layer);
}

void Coordinator::Impl::handle_remove_failed(Layer layer, std::span<const std::string_view> user_ids,
                                             Millis at, Millis fetched_up_to) {
  write_back_.owe_removal(layer, user_ids, at, fetched_up_to);
  write_failed(layer);
}

void Coordinator::Impl::handle_clear_failed(Layer layer, Millis at) {
  write_back_.owe_clear(layer, at);
  write_failed(layer);
}

void Coordinator::Impl::write_failed(Layer layer) {
  monitor_.record_error(layer);
  write_back_.again_later(layer, now_, options_.layer_rest);
}

// Removals first: what is kept now was asked for after them.
void Coordinator::Impl::write_again(Layer layer) {
  if (write_back_.take_again(layer, now_)) layer_came(layer);
}

}  // namespace ppc

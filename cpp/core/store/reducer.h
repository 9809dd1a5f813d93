// The pure reducer: the next picture is a function of the picture and the action, nothing else.
#pragma once

#include "core/store/actions.h"
#include "core/store/picture.h"

namespace ppc {

Picture reduce(Picture picture, const Action& action);

}  // namespace ppc

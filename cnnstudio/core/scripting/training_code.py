"""The code that trains: the learning rate from batch to batch, what is kept, and ``fit``."""

from collections.abc import Collection

from cnnstudio.core.scripting.pieces import FACTORS, RATE, SHUFFLED
from cnnstudio.core.training.plan import Plan


def rate_code(plan: Plan, blank: Collection[str]) -> list[str]:
    """The function and the class that set the rate; none where it stays as it is, and the order of the pictures."""
    found = [SHUFFLED]
    if _changes(plan, blank):
        found += [_rate(plan, blank), RATE]
    return found


def _changes(plan: Plan, blank: Collection[str]) -> bool:
    return plan.schedule.kind != "Constant" or bool(plan.warmup) or "warmup" in blank


def _rate(plan: Plan, blank: Collection[str]) -> str:
    warm = bool(plan.warmup) or "warmup" in blank
    lines = [
        "def rate(position, steps, val_losses):",
        '    """The learning rate at a position in epochs, of so many batches each."""',
    ]
    if warm:
        lines += [
            "    if position < PLAN_WARMUP:",
            "        return LEARNING_RATE * min((position + 1 / steps) / PLAN_WARMUP, 1.0)",
        ]
    kind = plan.schedule.kind
    if kind in ("Step", "Exponential", "Cosine"):
        lines.append(f"    after = position{' - PLAN_WARMUP' if warm else ''}")
    if kind == "Cosine":
        lines.append(f"    length = EPOCHS{' - PLAN_WARMUP' if warm else ''}")
    return "\n".join([*lines, FACTORS[kind]])


def fit_code(plan: Plan, blank: Collection[str], trained: str) -> str:
    """The callbacks and the call of ``fit``."""
    callbacks = ["shuffling"]
    if _changes(plan, blank):
        callbacks.append("LearningRate()")
    stopping = _stopping(plan, blank)
    lines = [
        "batches = Shuffled(x_train, y_train)",
        "shuffling = keras.callbacks.LambdaCallback(",
        "    on_epoch_begin=lambda epoch, logs: batches.shuffle(epoch + 1)",
        ")",
    ]
    if stopping:
        callbacks.append("stopping")
        lines += [stopping]
    lines += [
        "",
        f"history = {trained}.fit(",
        "    batches,",
        "    shuffle=False,  # they are shuffled already",
        "    epochs=EPOCHS,",
        "    validation_data=(x_val, y_val),",
        "    validation_batch_size=BATCH_SIZE,",
    ]
    if plan.class_weight != "none" or "class_weight" in blank:
        lines.append("    class_weight=class_weight,")
    lines.append(f"    callbacks=[{', '.join(callbacks)}],")
    return "\n".join([*lines, "    verbose=2,", ")"])


def _stopping(plan: Plan, blank: Collection[str]) -> str:
    """Stops early and goes back to the best epoch; without patience only the latter."""
    if not plan.early_stopping and not plan.keep_best and not {"early_stopping", "keep_best"} & set(blank):
        return ""
    patience = str(plan.early_stopping) if plan.early_stopping else "EPOCHS"
    comment = (
        "" if plan.early_stopping else "# Never stops early: it only goes back to the epoch with the lowest loss.\n"
    )
    if "early_stopping" in blank:
        patience, comment = "PLAN_EARLY_STOPPING or EPOCHS", ""
    best = "PLAN_KEEP_BEST" if "keep_best" in blank else repr(plan.keep_best)
    return (
        f"{comment}stopping = keras.callbacks.EarlyStopping(\n"
        f'    monitor="val_loss", patience={patience}, restore_best_weights={best}\n)'
    )

# Every target is a word for ./run, which does its own set-up.
.PHONY: demo test check words pictures lock clean
demo:   ; ./run demo
test:   ; ./run test
check:  ; ./run check
words:  ; ./run words
pictures: ; ./run pictures
lock:   ; ./run lock
clean:  ; rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

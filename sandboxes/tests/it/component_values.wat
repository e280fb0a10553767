;; A component that gives back what it is given, of every kind that `component_functions.wat` does not have, and with
;; functions that cannot be tools beside them.
;;
;; It has the name "values". Memory: 1024 result.
(component $values
  (core module $guest
    (memory (export "memory") 1)
    (func (export "i32") (param i32) (result i32) (local.get 0))
    (func (export "i64") (param i64) (result i64) (local.get 0))
    (func (export "f32") (param f32) (result f32) (local.get 0))
    (func (export "f64") (param f64) (result f64) (local.get 0))
    (func (export "drop") (param i32))
    (func (export "one") (result i32) (i32.const 1))
    (func (export "zero") (result i32) (i32.const 0))
    ;; A number of one byte, and a character.
    (func (export "pair") (param i32 i32) (result i32)
      (i32.store8 (i32.const 1024) (local.get 0))
      (i32.store (i32.const 1028) (local.get 1))
      (i32.const 1024))
    ;; A case, and a number of one byte.
    (func (export "case") (param i32 i32) (result i32)
      (i32.store8 (i32.const 1024) (local.get 0))
      (i32.store8 (i32.const 1025) (local.get 1))
      (i32.const 1024))
    (func (export "some-some") (param i32 i32 i32) (result i32) (local.get 2)))
  (core instance $guest (instantiate $guest))

  (func (export "same-bool") (param "of" bool) (result bool) (canon lift (core func $guest "i32")))
  (func (export "same-s8") (param "of" s8) (result s8) (canon lift (core func $guest "i32")))
  (func (export "same-u8") (param "of" u8) (result u8) (canon lift (core func $guest "i32")))
  (func (export "same-s16") (param "of" s16) (result s16) (canon lift (core func $guest "i32")))
  (func (export "same-u16") (param "of" u16) (result u16) (canon lift (core func $guest "i32")))
  (func (export "same-s32") (param "of" s32) (result s32) (canon lift (core func $guest "i32")))
  (func (export "same-u32") (param "of" u32) (result u32) (canon lift (core func $guest "i32")))
  (func (export "same-s64") (param "of" s64) (result s64) (canon lift (core func $guest "i64")))
  (func (export "same-u64") (param "of" u64) (result u64) (canon lift (core func $guest "i64")))
  (func (export "same-f32") (param "of" f32) (result f32) (canon lift (core func $guest "f32")))
  (func (export "same-f64") (param "of" f64) (result f64) (canon lift (core func $guest "f64")))
  (func (export "same-char") (param "of" char) (result char) (canon lift (core func $guest "i32")))
  (func (export "same-pair") (param "of" (tuple s8 char)) (result (tuple s8 char))
    (canon lift (core func $guest "pair") (memory (core memory $guest "memory"))))
  (func (export "same-result") (param "of" (result u8)) (result (tuple (result u8)))
    (canon lift (core func $guest "case") (memory (core memory $guest "memory"))))
  (func (export "nothing") (param "of" bool) (canon lift (core func $guest "drop")))
  (func (export "fails") (result (result)) (canon lift (core func $guest "one")))

  ;; No tools.
  (func (export "twice") (param "of" (option (option u8))) (result u8) (canon lift (core func $guest "some-some")))
  (type $hidden (resource (rep i32)))
  (export $thing "thing" (type $hidden))
  (core func $new (canon resource.new $hidden))
  (core module $maker
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "make") (result i32) (call $new (i32.const 7))))
  (core instance $maker (instantiate $maker (with "" (instance (export "new" (func $new))))))
  (func (export "[constructor]thing") (result (own $thing)) (canon lift (core func $maker "make")))
  (func (export "make") (result (own $thing)) (canon lift (core func $maker "make")))
  (func $run (result (result)) (canon lift (core func $guest "zero")))
  (instance $run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.6" (instance $run))
  (func $init (param "of" bool) (canon lift (core func $guest "drop")))
  (instance $exports (export "init" (func $init)))
  (export "exports" (instance $exports))
)

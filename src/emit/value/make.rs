//! Values of typed objects: what serde makes of them, as JSON has it.

use super::{Key, Map, Value};
use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::{Error, Number};
use smol_str::SmolStr;

/// The value of a typed object.
///
/// # Errors
/// When it has no form in JSON: a map whose key is no text.
pub(in crate::emit) fn of<T: Serialize + ?Sized>(object: &T) -> Result<Value, Error> {
    object.serialize(Maker)
}

struct Maker;

/// Texts that many objects have, and that are too long to be kept in place.
const KNOWN: [&str; 6] = [
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/version",
    "app.kubernetes.io/component",
    "app.kubernetes.io/managed-by",
    "kubernetes.io/metadata.name",
    "topology.kubernetes.io/zone",
];
/// The bytes of a text that is kept in place.
const IN_PLACE: usize = 23;

fn text(text: &str) -> SmolStr {
    let known = || KNOWN.into_iter().find(|known| *known == text).map(SmolStr::new_static);
    (text.len() > IN_PLACE).then(known).flatten().unwrap_or_else(|| SmolStr::new(text))
}

/// A list in the making.
struct List(Vec<Value>);

/// A map in the making, with the key whose value comes next.
struct Fields {
    map: Map,
    key: Option<Key>,
}

/// A variant with fields in the making: a map of one entry.
struct Variant {
    name: &'static str,
    map: Map,
}

impl Serializer for Maker {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Impossible<Value, Error>;
    type SerializeMap = Fields;
    type SerializeStruct = Map;
    type SerializeStructVariant = Variant;

    fn serialize_bool(self, truth: bool) -> Result<Value, Error> {
        Ok(Value::Bool(truth))
    }
    fn serialize_i8(self, number: i8) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_i16(self, number: i16) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_i32(self, number: i32) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_i64(self, number: i64) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_u8(self, number: u8) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_u16(self, number: u16) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_u32(self, number: u32) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_u64(self, number: u64) -> Result<Value, Error> {
        Ok(Value::Number(number.into()))
    }
    fn serialize_f32(self, number: f32) -> Result<Value, Error> {
        self.serialize_f64(f64::from(number))
    }
    fn serialize_f64(self, number: f64) -> Result<Value, Error> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }
    fn serialize_char(self, char: char) -> Result<Value, Error> {
        Ok(Value::String(SmolStr::from_iter([char])))
    }
    fn serialize_str(self, text: &str) -> Result<Value, Error> {
        Ok(Value::String(self::text(text)))
    }
    fn serialize_bytes(self, bytes: &[u8]) -> Result<Value, Error> {
        Ok(Value::Array(bytes.iter().map(|byte| Value::Number((*byte).into())).collect()))
    }
    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, Error> {
        Ok(Value::Null)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, Error> {
        Ok(Value::String(SmolStr::new_static(variant)))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        Ok(one(variant, of(value)?))
    }
    fn serialize_seq(self, length: Option<usize>) -> Result<List, Error> {
        Ok(List(Vec::with_capacity(length.unwrap_or(0))))
    }
    fn serialize_tuple(self, length: usize) -> Result<List, Error> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List, Error> {
        self.serialize_seq(Some(length))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error::custom("no object has a variant with several values"))
    }
    fn serialize_map(self, length: Option<usize>) -> Result<Fields, Error> {
        Ok(Fields { map: Map::with_capacity(length.unwrap_or(0)), key: None })
    }
    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Map, Error> {
        Ok(Map::with_capacity(length))
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, name: &'static str, length: usize) -> Result<Variant, Error> {
        Ok(Variant { name, map: Map::with_capacity(length) })
    }
}

fn one(key: &'static str, value: Value) -> Value {
    let mut map = Map::with_capacity(1);
    map.push(SmolStr::new_static(key), value);
    Value::Object(map)
}

impl SerializeSeq for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(of(value)?);
        Ok(())
    }
    fn end(self) -> Result<Value, Error> {
        Ok(Value::Array(self.0))
    }
}

impl SerializeTuple for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Result<Value, Error> {
        SerializeSeq::end(self)
    }
}

impl SerializeTupleStruct for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Result<Value, Error> {
        SerializeSeq::end(self)
    }
}

impl SerializeMap for Fields {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let Value::String(key) = of(key)? else { return Err(Error::custom("a key is a text")) };
        self.key = Some(key);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().ok_or_else(|| Error::custom("a value has a key"))?;
        // No object has a map in which a key stands twice.
        self.map.push(key, of(value)?);
        Ok(())
    }
    fn end(self) -> Result<Value, Error> {
        Ok(Value::Object(self.map))
    }
}

impl SerializeStruct for Map {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.push(SmolStr::new_static(key), of(value)?);
        Ok(())
    }
    fn end(self) -> Result<Value, Error> {
        Ok(Value::Object(self))
    }
}

impl SerializeStructVariant for Variant {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.map.push(SmolStr::new_static(key), of(value)?);
        Ok(())
    }
    fn end(self) -> Result<Value, Error> {
        Ok(one(self.name, Value::Object(self.map)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    enum Match {
        Path { kind: &'static str },
        Method(u8),
        None,
    }

    #[derive(Serialize)]
    struct Whole<'a> {
        texts: BTreeMap<&'a str, Option<&'a str>>,
        numbers: (u64, i32, f64),
        matches: Vec<Match>,
        left_out: Option<bool>,
    }

    #[test]
    fn a_typed_object_becomes_what_json_makes_of_it() {
        let texts = BTreeMap::from([("a", Some("x")), ("b", None)]);
        let matches = vec![Match::Path { kind: "Exact" }, Match::Method(3), Match::None];
        let whole = Whole { texts, numbers: (u64::MAX, -1, 0.5), matches, left_out: None };
        assert_eq!(of(&whole).ok(), serde_json::to_value(&whole).ok().map(Value::from));
        assert!(of(&json!({ "a": [1, "b", null] })).is_ok());
        assert!(of(&BTreeMap::from([(1, 2)])).is_err());
    }
}

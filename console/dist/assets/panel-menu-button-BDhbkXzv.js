const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/oidc-DSfRjAQ_.js","assets/token-C-RoWOq7.js","assets/panel-menu-gq3Ys5qI.js","assets/createLucideIcon-CRVQW87e.js","assets/dist-KA94plu7.js","assets/dist-DN-Q9hap.js","assets/es2015-BdDE4cuI.js","assets/urql.es-DRnF29ef.js","assets/index-BbxQHeBb.js","assets/frame-5Y-HvVFU.js","assets/panel-CBdbsArI.js","assets/keys-DWNtlSCZ.js","assets/index-BOxaF_a5.css"])))=>i.map(i=>d[i]);
import{E as e,O as t,j as n,t as r,w as i,x as a}from"./createLucideIcon-CRVQW87e.js";import{a as o,i as s,n as c,r as l,t as u}from"./token-C-RoWOq7.js";var d={NAME:`Name`,DOCUMENT:`Document`,OPERATION_DEFINITION:`OperationDefinition`,VARIABLE_DEFINITION:`VariableDefinition`,SELECTION_SET:`SelectionSet`,FIELD:`Field`,ARGUMENT:`Argument`,FRAGMENT_SPREAD:`FragmentSpread`,INLINE_FRAGMENT:`InlineFragment`,FRAGMENT_DEFINITION:`FragmentDefinition`,VARIABLE:`Variable`,INT:`IntValue`,FLOAT:`FloatValue`,STRING:`StringValue`,BOOLEAN:`BooleanValue`,NULL:`NullValue`,ENUM:`EnumValue`,LIST:`ListValue`,OBJECT:`ObjectValue`,OBJECT_FIELD:`ObjectField`,DIRECTIVE:`Directive`,NAMED_TYPE:`NamedType`,LIST_TYPE:`ListType`,NON_NULL_TYPE:`NonNullType`},f=class extends Error{constructor(e,t,n,r,i,a,o){super(e),this.name=`GraphQLError`,this.message=e,i&&(this.path=i),t&&(this.nodes=Array.isArray(t)?t:[t]),n&&(this.source=n),r&&(this.positions=r),a&&(this.originalError=a);var s=o;if(!s&&a){var c=a.extensions;c&&typeof c==`object`&&(s=c)}this.extensions=s||{}}toJSON(){return{...this,message:this.message}}toString(){return this.message}get[Symbol.toStringTag](){return`GraphQLError`}},p,m;function h(e){return new f(`Syntax Error: Unexpected token at ${m} in ${e}`)}function g(e){if(e.lastIndex=m,e.test(p))return p.slice(m,m=e.lastIndex)}var _=/ +(?=[^\s])/y;function v(e){for(var t=e.split(`
`),n=``,r=0,i=0,a=t.length-1,o=0;o<t.length;o++)_.lastIndex=0,_.test(t[o])&&(o&&(!r||_.lastIndex<r)&&(r=_.lastIndex),i||=o,a=o);for(var s=i;s<=a;s++)s!==i&&(n+=`
`),n+=t[s].slice(r).replace(/\\"""/g,`"""`);return n}function y(){for(var e=0|p.charCodeAt(m++);e===9||e===10||e===13||e===32||e===35||e===44||e===65279;e=0|p.charCodeAt(m++))if(e===35)for(;(e=0|p.charCodeAt(m++))&&e!==10&&e!==13;);m--}function b(){for(var e=m,t=0|p.charCodeAt(m++);t>=48&&t<=57||t>=65&&t<=90||t===95||t>=97&&t<=122;t=0|p.charCodeAt(m++));if(e===m-1)throw h(`Name`);var n=p.slice(e,--m);return y(),n}function x(){return{kind:`Name`,value:b()}}var S=/(?:"""|(?:[\s\S]*?[^\\])""")/y,C=/(?:(?:\.\d+)?[eE][+-]?\d+|\.\d+)/y;function w(e){var t;switch(p.charCodeAt(m)){case 91:m++,y();for(var n=[];p.charCodeAt(m)!==93;)n.push(w(e));return m++,y(),{kind:`ListValue`,values:n};case 123:m++,y();for(var r=[];p.charCodeAt(m)!==125;){var i=x();if(p.charCodeAt(m++)!==58)throw h(`ObjectField`);y(),r.push({kind:`ObjectField`,name:i,value:w(e)})}return m++,y(),{kind:`ObjectValue`,fields:r};case 36:if(e)throw h(`Variable`);return m++,{kind:`Variable`,name:x()};case 34:if(p.charCodeAt(m+1)===34&&p.charCodeAt(m+2)===34){if(m+=3,(t=g(S))==null)throw h(`StringValue`);return y(),{kind:`StringValue`,value:v(t.slice(0,-3)),block:!0}}var a=m,o;m++;var s=!1;for(o=0|p.charCodeAt(m++);o===92&&(m++,s=!0)||o!==10&&o!==13&&o!==34&&o;o=0|p.charCodeAt(m++));if(o!==34)throw h(`StringValue`);return t=p.slice(a,m),y(),{kind:`StringValue`,value:s?JSON.parse(t):t.slice(1,-1),block:!1};case 45:case 48:case 49:case 50:case 51:case 52:case 53:case 54:case 55:case 56:case 57:for(var c=m++,l;(l=0|p.charCodeAt(m++))>=48&&l<=57;);var u=p.slice(c,--m);if((l=p.charCodeAt(m))===46||l===69||l===101){if((t=g(C))==null)throw h(`FloatValue`);return y(),{kind:`FloatValue`,value:u+t}}return y(),{kind:`IntValue`,value:u};case 110:if(p.charCodeAt(m+1)===117&&p.charCodeAt(m+2)===108&&p.charCodeAt(m+3)===108)return m+=4,y(),{kind:`NullValue`};break;case 116:if(p.charCodeAt(m+1)===114&&p.charCodeAt(m+2)===117&&p.charCodeAt(m+3)===101)return m+=4,y(),{kind:`BooleanValue`,value:!0};break;case 102:if(p.charCodeAt(m+1)===97&&p.charCodeAt(m+2)===108&&p.charCodeAt(m+3)===115&&p.charCodeAt(m+4)===101)return m+=5,y(),{kind:`BooleanValue`,value:!1}}return{kind:`EnumValue`,value:b()}}function T(e){if(p.charCodeAt(m)===40){var t=[];m++,y();do{var n=x();if(p.charCodeAt(m++)!==58)throw h(`Argument`);y(),t.push({kind:`Argument`,name:n,value:w(e)})}while(p.charCodeAt(m)!==41);return m++,y(),t}}function E(e){if(p.charCodeAt(m)===64){var t=[];do m++,t.push({kind:`Directive`,name:x(),arguments:T(e)});while(p.charCodeAt(m)===64);return t}}function ee(){for(var e=0;p.charCodeAt(m)===91;)e++,m++,y();var t={kind:`NamedType`,name:x()};do if(p.charCodeAt(m)===33&&(m++,y(),t={kind:`NonNullType`,type:t}),e){if(p.charCodeAt(m++)!==93)throw h(`NamedType`);y(),t={kind:`ListType`,type:t}}while(e--);return t}function te(){if(p.charCodeAt(m++)!==123)throw h(`SelectionSet`);return y(),ne()}function ne(){var e=[];do if(p.charCodeAt(m)===46){if(p.charCodeAt(++m)!==46||p.charCodeAt(++m)!==46)throw h(`SelectionSet`);switch(m++,y(),p.charCodeAt(m)){case 64:e.push({kind:`InlineFragment`,typeCondition:void 0,directives:E(!1),selectionSet:te()});break;case 111:p.charCodeAt(m+1)===110?(m+=2,y(),e.push({kind:`InlineFragment`,typeCondition:{kind:`NamedType`,name:x()},directives:E(!1),selectionSet:te()})):e.push({kind:`FragmentSpread`,name:x(),directives:E(!1)});break;case 123:m++,y(),e.push({kind:`InlineFragment`,typeCondition:void 0,directives:void 0,selectionSet:ne()});break;default:e.push({kind:`FragmentSpread`,name:x(),directives:E(!1)})}}else{var t=x(),n=void 0;p.charCodeAt(m)===58&&(m++,y(),n=t,t=x());var r=T(!1),i=E(!1),a=void 0;p.charCodeAt(m)===123&&(m++,y(),a=ne()),e.push({kind:`Field`,alias:n,name:t,arguments:r,directives:i,selectionSet:a})}while(p.charCodeAt(m)!==125);return m++,y(),{kind:`SelectionSet`,selections:e}}function re(){if(y(),p.charCodeAt(m)===40){var e=[];m++,y();do{var t=void 0;if(p.charCodeAt(m)===34&&(t=w(!0)),p.charCodeAt(m++)!==36)throw h(`Variable`);var n=x();if(p.charCodeAt(m++)!==58)throw h(`VariableDefinition`);y();var r=ee(),i=void 0;p.charCodeAt(m)===61&&(m++,y(),i=w(!0)),y();var a={kind:`VariableDefinition`,variable:{kind:`Variable`,name:n},type:r,defaultValue:i,directives:E(!0)};t&&(a.description=t),e.push(a)}while(p.charCodeAt(m)!==41);return m++,y(),e}}function ie(e){var t=x();if(p.charCodeAt(m++)!==111||p.charCodeAt(m++)!==110)throw h(`FragmentDefinition`);y();var n={kind:`FragmentDefinition`,name:t,typeCondition:{kind:`NamedType`,name:x()},directives:E(!1),selectionSet:te()};return e&&(n.description=e),n}function ae(){var e=[];do{var t=void 0;if(p.charCodeAt(m)===34&&(t=w(!0)),p.charCodeAt(m)===123){if(t)throw h(`Document`);m++,y(),e.push({kind:`OperationDefinition`,operation:`query`,name:void 0,variableDefinitions:void 0,directives:void 0,selectionSet:ne()})}else{var n=b();switch(n){case`fragment`:e.push(ie(t));break;case`query`:case`mutation`:case`subscription`:var r,i=void 0;(r=p.charCodeAt(m))!==40&&r!==64&&r!==123&&(i=x());var a={kind:`OperationDefinition`,operation:n,name:i,variableDefinitions:re(),directives:E(!1),selectionSet:te()};t&&(a.description=t),e.push(a);break;default:throw h(`Document`)}}}while(m<p.length);return e}function oe(e,t){return p=e.body?e.body:e,m=0,y(),t&&t.noLocation?{kind:`Document`,definitions:ae()}:{kind:`Document`,definitions:ae(),loc:{start:0,end:p.length,startToken:void 0,endToken:void 0,source:{body:p,name:`graphql.web`,locationOffset:{line:1,column:1}}}}}function D(e,t,n){for(var r=``,i=0;i<e.length;i++)i&&(r+=t),r+=n(e[i]);return r}function se(e){return JSON.stringify(e)}function ce(e){return`"""
`+e.replace(/"""/g,`\\"""`)+`
"""`}var O=`
`,k={OperationDefinition(e){var t=``;e.description&&(t+=k.StringValue(e.description)+`
`),t+=e.operation,e.name&&(t+=` `+e.name.value),e.variableDefinitions&&e.variableDefinitions.length&&(e.name||(t+=` `),t+=`(`+D(e.variableDefinitions,`, `,k.VariableDefinition)+`)`),e.directives&&e.directives.length&&(t+=` `+D(e.directives,` `,k.Directive));var n=k.SelectionSet(e.selectionSet);return t===`query`?n:t+` `+n},VariableDefinition(e){var t=``;return e.description&&(t+=k.StringValue(e.description)+` `),t+=k.Variable(e.variable)+`: `+A(e.type),e.defaultValue&&(t+=` = `+A(e.defaultValue)),e.directives&&e.directives.length&&(t+=` `+D(e.directives,` `,k.Directive)),t},Field(e){var t=e.alias?e.alias.value+`: `+e.name.value:e.name.value;if(e.arguments&&e.arguments.length){var n=D(e.arguments,`, `,k.Argument);t.length+n.length+2>80?t+=`(`+(O+=`  `)+D(e.arguments,O,k.Argument)+(O=O.slice(0,-2))+`)`:t+=`(`+n+`)`}return e.directives&&e.directives.length&&(t+=` `+D(e.directives,` `,k.Directive)),e.selectionSet&&e.selectionSet.selections.length&&(t+=` `+k.SelectionSet(e.selectionSet)),t},StringValue(e){return e.block?ce(e.value).replace(/\n/g,O):se(e.value)},BooleanValue:e=>``+e.value,NullValue:e=>`null`,IntValue:e=>e.value,FloatValue:e=>e.value,EnumValue:e=>e.value,Name:e=>e.value,Variable:e=>`$`+e.name.value,ListValue:e=>`[`+D(e.values,`, `,A)+`]`,ObjectValue:e=>`{`+D(e.fields,`, `,k.ObjectField)+`}`,ObjectField:e=>e.name.value+`: `+A(e.value),Document(e){return!e.definitions||!e.definitions.length?``:D(e.definitions,`

`,A)},SelectionSet:e=>`{`+(O+=`  `)+D(e.selections,O,A)+(O=O.slice(0,-2))+`}`,Argument:e=>e.name.value+`: `+A(e.value),FragmentSpread(e){var t=`...`+e.name.value;return e.directives&&e.directives.length&&(t+=` `+D(e.directives,` `,k.Directive)),t},InlineFragment(e){var t=`...`;return e.typeCondition&&(t+=` on `+e.typeCondition.name.value),e.directives&&e.directives.length&&(t+=` `+D(e.directives,` `,k.Directive)),t+=` `+k.SelectionSet(e.selectionSet)},FragmentDefinition(e){var t=``;return e.description&&(t+=k.StringValue(e.description)+`
`),t+=`fragment `+e.name.value,t+=` on `+e.typeCondition.name.value,e.directives&&e.directives.length&&(t+=` `+D(e.directives,` `,k.Directive)),t+` `+k.SelectionSet(e.selectionSet)},Directive(e){var t=`@`+e.name.value;return e.arguments&&e.arguments.length&&(t+=`(`+D(e.arguments,`, `,k.Argument)+`)`),t},NamedType:e=>e.name.value,ListType:e=>`[`+A(e.type)+`]`,NonNullType:e=>A(e.type)+`!`},A=e=>k[e.kind](e);function le(e){return O=`
`,k[e.kind]?k[e.kind](e):``}function ue(e,t){switch(e.kind){case`NullValue`:return null;case`IntValue`:return parseInt(e.value,10);case`FloatValue`:return parseFloat(e.value);case`StringValue`:case`EnumValue`:case`BooleanValue`:return e.value;case`ListValue`:for(var n=[],r=0,i=e.values.length;r<i;r++)n.push(ue(e.values[r],t));return n;case`ObjectValue`:for(var a=Object.create(null),o=0,s=e.fields.length;o<s;o++){var c=e.fields[o];a[c.name.value]=ue(c.value,t)}return a;case`Variable`:return t&&t[e.name.value]}}var de=()=>{},j=de;function M(e){return{tag:0,0:e}}function fe(e){return{tag:1,0:e}}var pe=()=>typeof Symbol==`function`&&Symbol.asyncIterator||`@@asyncIterator`,me=e=>e;function N(e){return t=>n=>{var r=j;t((t=>{t===0?n(0):t.tag===0?(r=t[0],n(t)):e(t[0])?n(t):r(0)}))}}function he(e){return t=>n=>t((t=>{t===0||t.tag===0?n(t):n(fe(e(t[0])))}))}function ge(e){return t=>n=>{var r=[],i=j,a=!1,o=!1;t((t=>{o||(t===0?(o=!0,r.length||n(0)):t.tag===0?i=t[0]:(a=!1,(function(e){var t=j;e((e=>{if(e===0){if(r.length){var s=r.indexOf(t);s>-1&&(r=r.slice()).splice(s,1),r.length||(o?n(0):a||(a=!0,i(0)))}}else e.tag===0?(r.push(t=e[0]),t(0)):r.length&&(n(e),t(0))}))})(e(t[0])),a||(a=!0,i(0))))})),n(M((e=>{if(e===1){o||(o=!0,i(1));for(var t=0,n=r,s=r.length;t<s;t++)n[t](1);r.length=0}else{!o&&!a?(a=!0,i(0)):a=!1;for(var c=0,l=r,u=r.length;c<u;c++)l[c](0)}})))}}function _e(e){return ge(me)(e)}function ve(e){return _e(Ae(e))}function ye(e){return t=>n=>{var r=!1;t((t=>{if(!r){if(t===0)r=!0,n(0),e();else if(t.tag===0){var i=t[0];n(M((t=>{t===1?(r=!0,i(1),e()):i(t)})))}else n(t)}}))}}function be(e){return t=>n=>{var r=!1;t((t=>{if(!r){if(t===0)r=!0,n(0);else if(t.tag===0){var i=t[0];n(M((e=>{e===1&&(r=!0),i(e)})))}else e(t[0]),n(t)}}))}}function xe(e){return t=>n=>t((t=>{t===0?n(0):t.tag===0?(n(t),e()):n(t)}))}function Se(e){var t=[],n=j,r=!1;return i=>{t.push(i),t.length===1&&e((e=>{if(e===0){for(var i=0,a=t,o=t.length;i<o;i++)a[i](0);t.length=0}else if(e.tag===0)n=e[0];else{r=!1;for(var s=0,c=t,l=t.length;s<l;s++)c[s](e)}})),i(M((e=>{if(e===1){var a=t.indexOf(i);a>-1&&(t=t.slice()).splice(a,1),t.length||n(1)}else r||(r=!0,n(0))})))}}function Ce(e){return t=>n=>{var r=j,i=j,a=!1,o=!1,s=!1,c=!1;t((t=>{c||(t===0?(c=!0,s||n(0)):t.tag===0?r=t[0]:(s&&(i(1),i=j),a?a=!1:(a=!0,r(0)),(function(e){s=!0,e((e=>{s&&(e===0?(s=!1,c?n(0):a||(a=!0,r(0))):e.tag===0?(o=!1,(i=e[0])(0)):(n(e),o?o=!1:i(0)))}))})(e(t[0]))))})),n(M((e=>{e===1?(c||(c=!0,r(1)),s&&(s=!1,i(1))):(!c&&!a&&(a=!0,r(0)),s&&!o&&(o=!0,i(0)))})))}}function we(e){return t=>n=>{var r=j,i=!1,a=0;t((t=>{i||(t===0?(i=!0,n(0)):t.tag===0?e<=0?(i=!0,n(0),t[0](1)):r=t[0]:a++<e?(n(t),!i&&a>=e&&(i=!0,n(0),r(1))):n(t))})),n(M((t=>{t===1&&!i?(i=!0,r(1)):t===0&&!i&&a<e&&r(0)})))}}function Te(e){return t=>n=>{var r=j,i=j,a=!1;t((t=>{a||(t===0?(a=!0,i(1),n(0)):t.tag===0?(r=t[0],e((e=>{e===0||(e.tag===0?(i=e[0])(0):(a=!0,i(1),r(1),n(0)))}))):n(t))})),n(M((e=>{e===1&&!a?(a=!0,r(1),i(1)):a||r(0)})))}}function Ee(e,t){return n=>r=>{var i=j,a=!1;n((n=>{a||(n===0?(a=!0,r(0)):n.tag===0?(i=n[0],r(n)):e(n[0])?r(n):(a=!0,t&&r(n),r(0),i(1)))}))}}function De(e){return t=>e()(t)}function Oe(e){return t=>{var n=e[pe()]&&e[pe()]()||e,r=!1,i=!1,a=!1,o;t(M((async e=>{if(e===1)r=!0,n.return&&n.return();else if(i)a=!0;else{for(a=i=!0;a&&!r;)if((o=await n.next()).done)r=!0,n.return&&await n.return(),t(0);else try{a=!1,t(fe(o.value))}catch(e){if(n.throw)(r=!!(await n.throw(e)).done)&&t(0);else throw e}i=!1}})))}}function ke(e){return e[pe()]?Oe(e):t=>{var n=e[Symbol.iterator](),r=!1,i=!1,a=!1,o;t(M((e=>{if(e===1)r=!0,n.return&&n.return();else if(i)a=!0;else{for(a=i=!0;a&&!r;)if((o=n.next()).done)r=!0,n.return&&n.return(),t(0);else try{a=!1,t(fe(o.value))}catch(e){if(n.throw)(r=!!n.throw(e).done)&&t(0);else throw e}i=!1}})))}}var Ae=ke;function je(e){return t=>{var n=!1;t(M((r=>{r===1?n=!0:n||(n=!0,t(fe(e)),t(0))})))}}function Me(e){return t=>{var n=!1,r=e({next(e){n||t(fe(e))},complete(){n||(n=!0,t(0))}});t(M((e=>{e===1&&!n&&(n=!0,r())})))}}function Ne(){var e,t;return{source:Se(Me((n=>(e=n.next,t=n.complete,de)))),next(t){e&&e(t)},complete(){t&&t()}}}var Pe=e=>{var t=!1;e(M((n=>{n===1?t=!0:t||(t=!0,e(0))})))};function Fe(e){return Me((t=>(e.then((e=>{Promise.resolve(e).then((()=>{t.next(e),t.complete()}))})),de)))}function Ie(e){return t=>{var n=j,r=!1;return t((t=>{t===0?r=!0:t.tag===0?(n=t[0])(0):r||(e(t[0]),n(0))})),{unsubscribe(){r||(r=!0,n(1))}}}}function Le(e){Ie((e=>{}))(e)}function Re(e){return new Promise((t=>{var n=j,r;e((e=>{e===0?Promise.resolve(r).then(t):e.tag===0?(n=e[0])(0):(r=e[0],n(0))}))}))}var ze=(...e)=>{for(var t=e[0],n=1,r=e.length;n<r;n++)t=e[n](t);return t},Be=e=>e&&typeof e.message==`string`&&(e.extensions||e.name===`GraphQLError`)?e:typeof e==`object`&&typeof e.message==`string`?new f(e.message,e.nodes,e.source,e.positions,e.path,e,e.extensions||{}):new f(e),Ve=class extends Error{constructor(e){var t=(e.graphQLErrors||[]).map(Be),n=((e,t)=>{var n=``;if(e)return`[Network] ${e.message}`;if(t)for(var r=0,i=t.length;r<i;r++)n&&(n+=`
`),n+=`[GraphQL] ${t[r].message}`;return n})(e.networkError,t);super(n),this.name=`CombinedError`,this.message=n,this.graphQLErrors=t,this.networkError=e.networkError,this.response=e.response}toString(){return this.message}},He=(e,t)=>{for(var n=0|(t||5381),r=0,i=0|e.length;r<i;r++)n=(n<<5)+n+e.charCodeAt(r);return n},P=new Set,Ue=new WeakMap,We=(e,t)=>{if(e===null||P.has(e))return`null`;if(typeof e!=`object`)return JSON.stringify(e)||``;if(e.toJSON)return We(e.toJSON(),t);if(Array.isArray(e)){for(var n=`[`,r=0,i=e.length;r<i;r++)n.length>1&&(n+=`,`),n+=We(e[r],t)||`null`;return n+=`]`}if(!t&&(qe!==Ke&&e instanceof qe||Je!==Ke&&e instanceof Je))return`null`;var a=Object.keys(e).sort();if(!a.length&&e.constructor&&Object.getPrototypeOf(e).constructor!==Object.prototype.constructor){var o=Ue.get(e)||Math.random().toString(36).slice(2);return Ue.set(e,o),We({__key:o},t)}P.add(e);for(var s=`{`,c=0,l=a.length;c<l;c++){var u=We(e[a[c]],t);u&&(s.length>1&&(s+=`,`),s+=We(a[c],t)+`:`+u)}return P.delete(e),s+=`}`},Ge=(e,t,n)=>{if(!(typeof n!=`object`||!n||n.toJSON||P.has(n))){if(Array.isArray(n))for(var r=0,i=n.length;r<i;r++)Ge(e,`${t}.${r}`,n[r]);else if(n instanceof qe||n instanceof Je)e.set(t,n);else for(var a in P.add(n),n)Ge(e,`${t}.${a}`,n[a])}},F=(e,t)=>(P.clear(),We(e,t||!1)),Ke=class{},qe=typeof File<`u`?File:Ke,Je=typeof Blob<`u`?Blob:Ke,Ye=/("{3}[\s\S]*"{3}|"(?:\\.|[^"])*")/g,Xe=/(?:#[^\n\r]+)?(?:[\r\n]+|$)/g,Ze=(e,t)=>t%2==0?e.replace(Xe,`
`):e,Qe=e=>e.split(Ye).map(Ze).join(``).trim(),$e=new Map,et=new Map,tt=e=>{var t;return typeof e==`string`?t=Qe(e):e.loc&&et.get(e.__key)===e?t=e.loc.source.body:(t=$e.get(e)||Qe(le(e)),$e.set(e,t)),typeof e!=`string`&&!e.loc&&(e.loc={start:0,end:t.length,source:{body:t,name:`gql`,locationOffset:{line:1,column:1}}}),t},nt=e=>{var t;if(e.documentId)t=He(e.documentId);else if(t=He(tt(e)),e.definitions){var n=at(e);n&&(t=He(`\n# ${n}`,t))}return t},rt=e=>{var t,n;return typeof e==`string`?(t=nt(e),n=et.get(t)||oe(e,{noLocation:!0})):(t=e.__key||nt(e),n=et.get(t)||e),n.loc||tt(n),n.__key=t,et.set(t,n),n},it=(e,t,n)=>{var r=t||{},i=rt(e),a=F(r,!0),o=i.__key;return a!==`{}`&&(o=He(a,o)),{key:o,query:i,variables:r,extensions:n}},at=e=>{for(var t=0,n=e.definitions.length;t<n;t++){var r=e.definitions[t];if(r.kind===d.OPERATION_DEFINITION)return r.name?r.name.value:void 0}},ot=(e,t,n)=>{var r=t.payload||t;if(!(`data`in r||`errors`in r&&Array.isArray(r.errors)))throw Error(`No Content`);var i=e.kind===`subscription`;return{operation:e,data:r.data,error:Array.isArray(r.errors)?new Ve({graphQLErrors:r.errors,response:n}):void 0,extensions:r.extensions?{...r.extensions}:void 0,hasNext:t.hasNext==null?i:t.hasNext,stale:!1}},st=(e,t)=>{if(typeof e==`object`&&e){if(Array.isArray(e)){e=[...e];for(var n=0,r=t.length;n<r;n++)e[n]=st(e[n],t[n]);return e}if(!e.constructor||e.constructor===Object){for(var i in e={...e},t)e[i]=st(e[i],t[i]);return e}}return t},ct=(e,t,n,r)=>{var i=e.error?e.error.graphQLErrors:[],a=!!e.extensions||!!(t.payload||t).extensions,o={...e.extensions,...(t.payload||t).extensions},s=t.incremental;`path`in t&&(s=[t]);var c={data:e.data};if(s)for(var l=function(){var e=s[u];Array.isArray(e.errors)&&i.push(...e.errors),e.extensions&&(Object.assign(o,e.extensions),a=!0);var t=`data`,n=c,l=[];if(e.path)l=e.path;else if(r){var d=r.find((t=>t.id===e.id));l=e.subPath?[...d.path,...e.subPath]:d.path}for(var f=0,p=l.length;f<p;t=l[f++])n=n[t]=Array.isArray(n[t])?[...n[t]]:{...n[t]};if(e.items)for(var m=+t>=0?t:0,h=0,g=e.items.length;h<g;h++)n[m+h]=st(n[m+h],e.items[h]);else e.data!==void 0&&(n[t]=st(n[t],e.data))},u=0,d=s.length;u<d;u++)l();else c.data=(t.payload||t).data||e.data,i=t.errors||t.payload&&t.payload.errors||i;return{operation:e.operation,data:c.data,error:i.length?new Ve({graphQLErrors:i,response:n}):void 0,extensions:a?o:void 0,hasNext:t.hasNext==null?e.hasNext:t.hasNext,stale:!1}},lt=(e,t,n)=>({operation:e,data:void 0,error:new Ve({networkError:t,response:n}),extensions:void 0,hasNext:!1,stale:!1});function ut(e){var t={query:void 0,documentId:void 0,operationName:at(e.query),variables:e.variables||void 0,extensions:e.extensions};return`documentId`in e.query&&e.query.documentId&&(!e.query.definitions||!e.query.definitions.length)?t.documentId=e.query.documentId:e.extensions&&e.extensions.persistedQuery&&!e.extensions.persistedQuery.miss||(t.query=tt(e.query)),t}var dt=(e,t)=>{var n=e.kind===`query`&&e.context.preferGetMethod;if(!n||!t)return e.context.url;var r=ft(e.context.url);for(var i in t){var a=t[i];a&&r[1].set(i,typeof a==`object`?F(a):a)}var o=r.join(`?`);return o.length>2047&&n!==`force`?(e.context.preferGetMethod=!1,e.context.url):o},ft=e=>{var t=e.indexOf(`?`);return t>-1?[e.slice(0,t),new URLSearchParams(e.slice(t+1))]:[e,new URLSearchParams]},pt=(e,t)=>{if(t&&!(e.kind===`query`&&e.context.preferGetMethod)){var n=F(t),r=(e=>{var t=new Map;return(qe!==Ke||Je!==Ke)&&(P.clear(),Ge(t,`variables`,e)),t})(t.variables);if(r.size){var i=new FormData;i.append(`operations`,n),i.append(`map`,F({...[...r.keys()].map((e=>[e]))}));var a=0;for(var o of r.values())i.append(``+a++,o);return i}return n}},mt=(e,t)=>{var n={accept:e.kind===`subscription`?`text/event-stream, multipart/mixed`:`application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed`},r=(typeof e.context.fetchOptions==`function`?e.context.fetchOptions():e.context.fetchOptions)||{};if(r.headers){if((e=>`has`in e&&!Object.keys(e).length)(r.headers))r.headers.forEach(((e,t)=>{n[t]=e}));else if(Array.isArray(r.headers))r.headers.forEach(((e,t)=>{Array.isArray(e)?n[e[0]]?n[e[0]]=`${n[e[0]]},${e[1]}`:n[e[0]]=e[1]:n[t]=e}));else for(var i in r.headers)n[i.toLowerCase()]=r.headers[i]}var a=pt(e,t);return typeof a==`string`&&!n[`content-type`]&&(n[`content-type`]=`application/json`),{...r,method:a?`POST`:`GET`,body:a,headers:n}},ht=/boundary="?([^=";]+)"?/i,gt=/data: ?([^\n]+)/;async function*_t(e){if(e.body[Symbol.asyncIterator])for await(var t of e.body)yield t;else{var n=e.body.getReader(),r;try{for(;!(r=await n.read()).done;)yield r.value}finally{n.cancel()}}}async function*vt(e,t){var n=typeof TextDecoder<`u`?new TextDecoder:null,r=``,i;for await(var a of e)for(r+=a.constructor.name===`Buffer`?a.toString():n.decode(a,{stream:!0});(i=r.indexOf(t))>-1;)yield r.slice(0,i),r=r.slice(i+t.length)}async function*yt(e,t,n){var r=!0,i=null,a;try{yield await Promise.resolve();var o=(a=await(e.context.fetch||fetch)(t,n)).headers.get(`Content-Type`)||``,s=/multipart\/mixed/i.test(o)?async function*(e,t){var n=e.match(ht),r=`--`+(n?n[1]:`-`),i=!0,a;for await(var o of vt(_t(t),`\r
`+r)){if(i){i=!1;var s=o.indexOf(r);if(s>-1)o=o.slice(s+r.length);else continue}try{yield a=JSON.parse(o.slice(o.indexOf(`\r
\r
`)+4))}catch(e){if(!a)throw e}if(a&&!1===a.hasNext)break}a&&!1!==a.hasNext&&(yield{hasNext:!1})}(o,a):/text\/event-stream/i.test(o)?async function*(e){var t;for await(var n of vt(_t(e),`

`)){var r=n.match(gt);if(r){var i=r[1];try{yield t=JSON.parse(i)}catch(e){if(!t)throw e}if(t&&!1===t.hasNext)break}}t&&!1!==t.hasNext&&(yield{hasNext:!1})}(a):/text\//i.test(o)?async function*(e){var t=await e.text();try{yield JSON.parse(t)}catch{throw Error(t)}}(a):async function*(e){yield JSON.parse(await e.text())}(a),c;for await(var l of s)l.pending&&!i?c=l.pending:l.pending&&(c=[...c,...l.pending]),i=i?ct(i,l,a,c):ot(e,l,a),r=!1,yield i,r=!0;i||(yield i=ot(e,{},a))}catch(t){if(!r)throw t;yield lt(e,a&&(a.status<200||a.status>=300)&&a.statusText?Error(a.statusText):t,a)}}function bt(e,t,n){var r;return typeof AbortController<`u`&&(n.signal=(r=new AbortController).signal),ye((()=>{r&&r.abort()}))(N((e=>!!e))(Oe(yt(e,t,n))))}var xt=e=>{if(`definitions`in e){for(var t=[],n=0,r=e.definitions.length;n<r;n++){var i=xt(e.definitions[n]);t.push(i)}return{...e,definitions:t}}if(`directives`in e&&e.directives&&e.directives.length){for(var a=[],o={},s=0,c=e.directives.length;s<c;s++){var l=e.directives[s],u=l.name.value;u[0]===`_`?u=u.slice(1):a.push(l),o[u]=l}e={...e,directives:a,_directives:o}}if(`selectionSet`in e){var f=[],p=e.kind===d.OPERATION_DEFINITION;if(e.selectionSet){for(var m=0,h=e.selectionSet.selections.length;m<h;m++){var g=e.selectionSet.selections[m];p||=g.kind===d.FIELD&&g.name.value===`__typename`&&!g.alias;var _=xt(g);f.push(_)}return p||f.push({kind:d.FIELD,name:{kind:d.NAME,value:`__typename`},_generated:!0}),{...e,selectionSet:{...e.selectionSet,selections:f}}}}return e},St=new Map,Ct=e=>{var t=rt(e),n=St.get(t.__key);return n||(St.set(t.__key,n=xt(t)),Object.defineProperty(n,"__key",{value:t.__key,enumerable:!1})),n};function wt(e){var t=t=>e(t);return t.toPromise=()=>Re(we(1)(N((e=>!e.stale&&!e.hasNext))(t))),t.then=(e,n)=>t.toPromise().then(e,n),t.subscribe=e=>Ie(e)(t),t}function Tt(e,t,n){return{...t,kind:e,context:t.context?{...t.context,...n}:n||t.context}}var Et=()=>{};function Dt(e){for(var t=new Map,n=[],r=[],i=Array.isArray(e)?e[0]:e||``,a=1;a<arguments.length;a++){var o=arguments[a];o&&o.definitions?r.push(o):i+=o,i+=arguments[0][a]}r.unshift(rt(i));for(var s=0;s<r.length;s++)for(var c=0;c<r[s].definitions.length;c++){var l=r[s].definitions[c];if(l.kind===d.FRAGMENT_DEFINITION){var u=l.name.value,f=tt(l);t.has(u)||(t.set(u,f),n.push(l))}else n.push(l)}return rt({kind:d.DOCUMENT,definitions:n})}var Ot=({forwardSubscription:e,enableAllOperations:t,isSubscriptionOperation:n})=>({client:r,forward:i})=>{var a=n||(e=>e.kind===`subscription`||!!t&&(e.kind===`query`||e.kind===`mutation`));return t=>ve([ge((n=>{var{key:i}=n;return Te(N((e=>e.kind===`teardown`&&e.key===i))(t))((t=>{var n=e(ut(t),t);return Me((e=>{var i=!1,a,o;function s(n){e.next(o=o?ct(o,n):ot(t,n))}return Promise.resolve().then((()=>{i||(a=n.subscribe({next:s,error(n){Array.isArray(n)?s({errors:n}):e.next(lt(t,n)),e.complete()},complete(){i||(i=!0,o&&o.hasNext?s({hasNext:!1}):t.kind===`subscription`&&r.reexecuteOperation(Tt(`teardown`,t,t.context)),e.complete())}}))})),()=>{i=!0,a&&a.unsubscribe()}}))})(n))}))(N((e=>e.kind!==`teardown`&&a(e)))(t)),i(N((e=>e.kind===`teardown`||!a(e)))(t))])},kt=({forward:e,dispatchDebug:t})=>t=>ve([ge((e=>{var n=ut(e),r=dt(e,n),i=mt(e,n);return Te(N((t=>t.kind===`teardown`&&t.key===e.key))(t))(bt(e,r,i))}))(N((e=>e.kind!==`teardown`&&(e.kind!==`subscription`||!!e.context.fetchSubscriptions)))(t)),e(N((e=>e.kind===`teardown`||e.kind===`subscription`&&!e.context.fetchSubscriptions))(t))]),At=e=>({client:t,forward:n,dispatchDebug:r})=>e.reduceRight(((e,n)=>n({client:t,forward(t){return Se(e(Se(t)))},dispatchDebug(e){}})),n),jt=({onOperation:e,onResult:t,onError:n})=>({forward:r})=>i=>ge((e=>{n&&e.error&&n(e.error,e.operation);var r=t&&t(e)||e;return`then`in r?Fe(r):je(r)}))(r(ge((t=>{if(t.kind===`teardown`)return je(t);var n=e&&e(t)||t;return`then`in n?Te(N((e=>e.kind===`teardown`&&e.key===t.key))(i))(Fe(n)):je(n)}))(i))),Mt=({dispatchDebug:e})=>e=>N((e=>!1))(e),Nt=function e(t){var n=0,r=new Map,i=new Map,a=new Set,o=[],s={url:t.url,fetchSubscriptions:t.fetchSubscriptions,fetchOptions:t.fetchOptions,fetch:t.fetch,preferGetMethod:t.preferGetMethod==null?`within-url-limit`:t.preferGetMethod,requestPolicy:t.requestPolicy||`cache-first`},c=Ne();function l(e){e.kind!==`mutation`&&e.kind!==`teardown`&&a.has(e.key)||(e.kind===`teardown`?a.delete(e.key):e.kind!==`mutation`&&a.add(e.key),c.next(e))}var u=!1;function d(e){if(e&&l(e),!u){for(u=!0;u&&(e=o.shift());)l(e);u=!1}}var f=e=>{var t=Te(N((t=>t.kind===`teardown`&&t.key===e.key))(c.source))(N((t=>t.operation.kind===e.kind&&t.operation.key===e.key&&(!t.operation.context._instance||t.operation.context._instance===e.context._instance)))(g));return t=e.kind===`query`?Ce((t=>{var n=je(t);return t.stale||t.hasNext?n:ve([n,he((()=>(t.stale=!0,t)))(we(1)(N((t=>t.key===e.key))(c.source)))])}))(t):Ee((e=>!!e.hasNext),!0)(t),t=e.kind===`mutation`?xe((()=>{l(e)}))(t):ye((()=>{a.delete(e.key),r.delete(e.key),i.delete(e.key),u=!1;for(var t=o.length-1;t>=0;t--)o[t].key===e.key&&o.splice(t,1);l(Tt(`teardown`,e,e.context))}))(be((t=>{if(t.stale){if(!t.hasNext)a.delete(e.key);else for(var n=0;n<o.length;n++){var i=o[n];if(i.key===t.operation.key){a.delete(i.key);break}}}else t.hasNext||a.delete(e.key);r.set(e.key,t)}))(t)),Se(t)},p=this instanceof e?this:Object.create(e.prototype),m=Object.assign(p,{suspense:!!t.suspense,operations$:c.source,reexecuteOperation(e){if(e.kind===`teardown`)d(e);else if(e.kind===`mutation`)o.push(e),Promise.resolve().then(d);else if(i.has(e.key)){for(var t=!1,n=0;n<o.length;n++)o[n].key===e.key&&(o[n]=e,t=!0);t||a.has(e.key)&&e.context.requestPolicy!==`network-only`?(a.delete(e.key),Promise.resolve().then(d)):(o.push(e),Promise.resolve().then(d))}},createRequestOperation(e,t,r){return r||={},Tt(e,t,{_instance:e===`mutation`?n=n+1|0:void 0,...s,...r,requestPolicy:r.requestPolicy||s.requestPolicy,suspense:r.suspense||!1!==r.suspense&&m.suspense})},executeRequestOperation(e){return e.kind===`mutation`?wt(f(e)):wt(De((()=>{var t=i.get(e.key);t||i.set(e.key,t=f(e)),t=xe((()=>{d(e)}))(t);var n=r.get(e.key);return e.kind===`query`&&n&&(n.stale||n.hasNext)?Ce(je)(ve([t,N((t=>t===r.get(e.key)))(je(n))])):t})))},executeQuery(e,t){var n=m.createRequestOperation(`query`,e,t);return m.executeRequestOperation(n)},executeSubscription(e,t){var n=m.createRequestOperation(`subscription`,e,t);return m.executeRequestOperation(n)},executeMutation(e,t){var n=m.createRequestOperation(`mutation`,e,t);return m.executeRequestOperation(n)},readQuery(e,t,n){var r=null;return Ie((e=>{r=e}))(m.query(e,t,n)).unsubscribe(),r},query:(e,t,n)=>m.executeQuery(it(e,t),n),subscription:(e,t,n)=>m.executeSubscription(it(e,t),n),mutation:(e,t,n)=>m.executeMutation(it(e,t),n)}),h=Et,g=Se(At(t.exchanges)({client:m,dispatchDebug:h,forward:Mt({dispatchDebug:h})})(c.source));return Le(g),m},I=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new I(`
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
    `,{fragmentName:`LayersNow`}),new I(`
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
    `,{fragmentName:`BalanceNow`}),new I(`
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
    `,{fragmentName:`WindowNow`}),new I(`
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
    `,{fragmentName:`LotNow`}),new I(`
    fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{fragmentName:`AccountNow`}),new I(`
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
    `,{fragmentName:`DrawNow`}),new I(`
    fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`,{fragmentName:`DecisionRow`}),new I(`
    fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
    `,{fragmentName:`ActRow`}),new I(`
    fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}`,{fragmentName:`PurchaseNow`}),new I(`
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}
    `,{fragmentName:`QuoteNow`}),new I(`
    fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}
    `,{fragmentName:`SourceOf`}),new I(`
    fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`,{fragmentName:`UpdateRow`}),new I(`
    fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}
    `,{fragmentName:`QuantityNow`});var Pt=new I(`
    query OpenNode($id: ID!) {
  __typename
  node(id: $id) {
    __typename
    id
    ... on AccessDecision {
      __typename
      subject
    }
    ... on UsageEvent {
      __typename
      account
      idempotencyKey
      decision {
        __typename
        id
        subject
      }
    }
    ... on BalanceUpdate {
      __typename
      seq
    }
    ... on CreditLot {
      __typename
      account
    }
    ... on Purchase {
      __typename
      account
    }
    ... on Notice {
      __typename
      account
      lot {
        __typename
        id
      }
    }
    ... on AdminAction {
      __typename
      changed: account
    }
  }
}
    `,{documentId:`sha256:cbfe718d84898886d5c55bdf68d59c37985a136f4ee80ded0d8b01ca682003a8`}),Ft=new I(`
    query AccountsByPrefix($subject: String!, $pool: String!) {
  __typename
  subjects: accounts(prefix: $subject, first: 6) {
    __typename
    nodes {
      __typename
      id
      subject
      plan
    }
  }
  pools: accounts(prefix: $pool, first: 3) {
    __typename
    nodes {
      __typename
      id
      pool
    }
  }
}
    `,{documentId:`sha256:dfcdc351ac0be5a5eb2def8547fedf0eeb605252082c9ef3c809d2ebc47fbb38`}),It=new I(`
    subscription AccountChanged($account: ID, $afterSeq: Uint64, $product: ID!, $withProduct: Boolean!) {
  accountChanged(account: $account, afterSeq: $afterSeq, coalesceMs: 250) {
    __typename
    account
    reasons
    change {
      __typename
      seq
      snapshot
      cause
      balance {
        __typename
        available
      }
    }
    accountObject {
      __typename
      ...AccountNow
      availability(product: $product) @include(if: $withProduct) {
        __typename
        ...LayersNow
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:4fb484fd375b406128e5a50aa4526b8b85120a24ceeb070d4260cc5f976e0f12`}),Lt=new I(`
    subscription DecisionMade($subject: ID, $everyone: Boolean!) {
  decisionMade(subject: $subject, everyone: $everyone) {
    __typename
    missed
    decision {
      __typename
      ...DecisionRow
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:28f950725d97be396cc93e81c6f6d58055d4e1e373dbf6080d99bf1f60d37c22`}),Rt=new I(`
    query Estimate($input: EstimateAccessInput!) {
  __typename
  estimateAccess(input: $input) {
    __typename
    outcome
    reason
    message
    proceed
    requested
    granted
    shortfall
    unblocksAt
    remedies
    decidedAt
    grantedUsage {
      __typename
      dimension
      quantity
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      kind
      source
      limit
      remaining
      unblocksAt
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      ...DrawNow
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}`,{documentId:`sha256:44ee3372b40edfa4b19a804a374f7cf5fc738b25a725fd16ae1fceb3ecd7eb4b`}),zt=new I(`
    query Credits($account: ID) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
    lots {
      __typename
      id
      adminActions {
        __typename
        ...ActRow
      }
    }
    autoTopUp {
      __typename
      account
      consents(first: 20) {
        __typename
        nodes {
          __typename
          at
          enabled
          statement
          subject
        }
      }
      purchases(first: 5) {
        __typename
        nodes {
          __typename
          ...PurchaseNow
        }
      }
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:cb9ed7ecee083403c7004bf2eb0a03b2c97deb4a19eb28a04a00e5fa9e2e05ed`}),Bt=new I(`
    query Purchases($account: ID, $status: PurchaseStatus, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  purchases(
    account: $account
    status: $status
    from: $from
    to: $to
    after: $after
    first: 20
  ) {
    __typename
    nodes {
      __typename
      ...PurchaseNow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:102ff0596bbfb0464d7b812b0b56b9f92bbd32a6e1e135aff148184a68245f4f`}),Vt=new I(`
    query Quote($account: ID, $credits: Credits!) {
  __typename
  purchaseQuote(account: $account, credits: $credits) {
    __typename
    ...QuoteNow
  }
}
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}`,{documentId:`sha256:a53c76067988147c0ae35113c38e224616f90ebe35d227aa9910344378f8226b`}),Ht=new I(`
    query Packages($account: ID) {
  __typename
  small: purchaseQuote(account: $account, credits: "20") {
    __typename
    ...QuoteNow
  }
  medium: purchaseQuote(account: $account, credits: "50") {
    __typename
    ...QuoteNow
  }
  large: purchaseQuote(account: $account, credits: "100") {
    __typename
    ...QuoteNow
  }
  huge: purchaseQuote(account: $account, credits: "500") {
    __typename
    ...QuoteNow
  }
}
    fragment QuoteNow on PurchaseQuote {
  __typename
  credits
  minimum
  maximum
  defaultMethod
  testMode
  price {
    __typename
    amount
    currency
  }
  methods {
    __typename
    id
    label
  }
}`,{documentId:`sha256:539eea6454654156a0ea3bd189ca7f0d09c3bbc431a27b4ed009e2b8a1ef5563`}),Ut=new I(`
    mutation Purchase($input: PurchaseCreditsInput!) {
  __typename
  purchaseCredits(input: $input) {
    __typename
    ...PurchaseNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:6b0e6af3aab1d16b24a0fa7f4eddee1078d90abd4be7c5d69f575b6dbcdc18b4`}),Wt=new I(`
    query PurchaseOf($id: ID!) {
  __typename
  purchase(id: $id) {
    __typename
    ...PurchaseNow
    lot {
      __typename
      id
      adminActions {
        __typename
        ...ActRow
      }
    }
    adminActions {
      __typename
      ...ActRow
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:7a0dd8fdd7859f0001a51d48c1419fccc20bf78528f5d027413daf1543298339`}),Gt=new I(`
    mutation Refund($input: RefundPurchaseInput!) {
  __typename
  refundPurchase(input: $input) {
    __typename
    ...PurchaseNow
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment PurchaseNow on Purchase {
  __typename
  id
  createdAt
  credits
  status
  automatic
  testMode
  declineReason
  actionUrl
  reference
  refunded
  price {
    __typename
    amount
    currency
  }
  lot {
    __typename
    ...LotNow
  }
}`,{documentId:`sha256:711b2f11f60ed687bec22c0926d8b3a906871e2ad40ce77c4493f8ef591b6ed9`}),Kt=new I(`
    query Terms($account: ID, $threshold: Credits!, $target: Credits!, $monthlyCap: Credits!, $paymentMethod: ID) {
  __typename
  autoTopUpTerms(
    account: $account
    threshold: $threshold
    target: $target
    monthlyCap: $monthlyCap
    paymentMethod: $paymentMethod
  ) {
    __typename
    statement
  }
}
    `,{documentId:`sha256:c2d749d53ea16ddc3306c33c86109dbb2a669ba47a80b8e7e717c785a67a884b`}),qt=new I(`
    mutation SetTopUp($input: AutoTopUpInput!) {
  __typename
  setAutoTopUp(input: $input) {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
    `,{documentId:`sha256:9f9e70748d4b6ed76caeb193a2d7d73a2e59ff89e0c31eb22d57f4f58cfaea36`}),Jt=new I(`
    query LotHistory($account: ID, $after: String) {
  __typename
  account(account: $account) {
    __typename
    id
    lotHistory(first: 20, after: $after) {
      __typename
      nodes {
        __typename
        ...LotNow
        adminActions {
          __typename
          ...ActRow
        }
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}`,{documentId:`sha256:284369e6879e33dc8ed89862659fca3db0b2aa95b2d2ef6b150d485436ab7e8a`}),Yt=new I(`
    query Ledger($account: ID, $beforeSeq: Uint64, $after: String) {
  __typename
  balanceUpdates(
    account: $account
    beforeSeq: $beforeSeq
    after: $after
    order: NEWEST_FIRST
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...UpdateRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`,{documentId:`sha256:db4900ae15d1b2ebe141afa40db682f2139a442fdf8543f48d9e10cb5d4018b3`}),Xt=new I(`
    query LedgerRow($account: ID, $afterSeq: Uint64!) {
  __typename
  balanceUpdates(account: $account, afterSeq: $afterSeq, first: 1) {
    __typename
    nodes {
      __typename
      ...UpdateRow
      lines {
        __typename
        lot {
          __typename
          id
          adminActions {
            __typename
            ...ActRow
          }
        }
      }
      decision {
        __typename
        id
        product
        feature
        subject
      }
      usageEvent {
        __typename
        id
        product
        feature
        decision {
          __typename
          id
        }
      }
      charge {
        __typename
        id
        amount
      }
      purchase {
        __typename
        id
        credits
        status
      }
      adminAction {
        __typename
        ...ActRow
      }
    }
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment ActRow on AdminAction {
  __typename
  id
  kind
  actor
  at
  reason
  reference
}
fragment UpdateRow on BalanceUpdate {
  __typename
  id
  seq
  at
  cause
  causeId
  delta
  heldDelta
  balance {
    __typename
    ...BalanceNow
  }
  lines {
    __typename
    window
    remaining
    held
    lot {
      __typename
      id
      kind
    }
  }
  decision {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
  charge {
    __typename
    id
    draws {
      __typename
      ...SourceOf
    }
  }
}
fragment SourceOf on Draw {
  __typename
  layer
  source
  amount
}`,{documentId:`sha256:8055e9940e7d33a3f93678ce2b6b00dd332fa36abefd199235adfa853f2785dc`}),Zt=new I(`
    query BalanceAt($account: ID, $at: DateTime!) {
  __typename
  balanceAt(account: $account, at: $at) {
    __typename
    ...BalanceNow
  }
}
    fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}`,{documentId:`sha256:9a98eed314e4b84798b65746f5751faf91d7c942e81df3c74e3e70bb3dbd30e0`}),Qt=new I(`
    query Overview($account: ID, $from: DateTime!, $to: DateTime!, $timeZone: String!) {
  __typename
  account(account: $account) {
    __typename
    ...AccountNow
  }
  usage(
    account: $account
    from: $from
    to: $to
    bucket: HOUR
    fill: true
    timeZone: $timeZone
  ) {
    __typename
    total {
      __typename
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
    points {
      __typename
      start
      end
      charged
      paidBy {
        __typename
        payer
        amount
      }
    }
  }
  decisions(account: $account, first: 5) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
  }
  notices(account: $account, first: 3) {
    __typename
    nodes {
      __typename
      id
      kind
      amount
      expiresAt
      message
    }
  }
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}
fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:23f526caf7492d5e8c08a7d97b0f1d66fbba6e4b2fa9458e593b2ae5c3f4bdff`}),$t=new I(`
    query Waterfall($account: ID, $product: ID!) {
  __typename
  account(account: $account) {
    __typename
    id
    availability(product: $product) {
      __typename
      ...LayersNow
    }
  }
  availability(account: $account, product: $product) {
    __typename
    ...LayersNow
  }
}
    fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}`,{documentId:`sha256:1a84e95986873e81f2555f4db4da4c3a1dafaad781e2ca08b9fa97c652372106`}),en=new I(`
    query Receipts($account: ID, $everyone: Boolean!, $product: ID, $feature: ID, $session: ID, $outcomes: [AccessOutcome!], $reason: AccessReason, $label: LabelInput, $idempotencyKey: String, $from: DateTime, $to: DateTime, $after: String) {
  __typename
  decisions(
    account: $account
    everyone: $everyone
    product: $product
    feature: $feature
    session: $session
    outcomes: $outcomes
    reason: $reason
    label: $label
    idempotencyKey: $idempotencyKey
    from: $from
    to: $to
    after: $after
    first: 50
  ) {
    __typename
    nodes {
      __typename
      ...DecisionRow
    }
    pageInfo {
      __typename
      hasNextPage
      endCursor
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}`,{documentId:`sha256:3b8ef3ecc0a24d15b178fccd8c1ca25cc9021711614a0479766993f216ea931d`}),tn=new I(`
    query Receipt($id: ID!) {
  __typename
  decision(id: $id) {
    __typename
    ...DecisionRow
    groups
    roles
    proceed
    proceedReason
    shortfall
    unblocksAt
    remedies
    requestedUsage {
      __typename
      ...QuantityNow
    }
    grantedUsage {
      __typename
      ...QuantityNow
    }
    gates {
      __typename
      reason
      passed
      detail
    }
    layers {
      __typename
      layer
      source
      had
      gave
      left
    }
    blockers {
      __typename
      kind
      source
      limit
      remaining
      unblocksAt
    }
    policy {
      __typename
      file
      line
      rule
      version
    }
    draws {
      __typename
      lot {
        __typename
        id
        kind
        expiresAt
      }
    }
    hold {
      __typename
      id
      amount
      remaining
      settled
      released
      state
      expiresAt
      caller
      decisions(first: 20) {
        __typename
        id
        decidedAt
        granted
      }
    }
    usageEvents(first: 50) {
      __typename
      nodes {
        __typename
        id
        usageNo
        recordedAt
        occurredAt
        state
        status
        final
        unchargedReason
        usage {
          __typename
          ...QuantityNow
        }
        charge {
          __typename
          id
          amount
          debt
          forgiven
          rateCards
          draws {
            __typename
            ...DrawNow
          }
        }
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
    balanceUpdates(first: 50) {
      __typename
      nodes {
        __typename
        id
        seq
        at
        cause
        delta
        heldDelta
      }
      pageInfo {
        __typename
        hasNextPage
      }
    }
  }
}
    fragment DrawNow on Draw {
  __typename
  layer
  source
  amount
  line
  account
  accountAddress
  resetsAt
  expiresAt
  windows
}
fragment DecisionRow on AccessDecision {
  __typename
  id
  decidedAt
  subject
  product
  feature
  session
  outcome
  reason
  status
  requested
  granted
  charged
  blockedBy
  message
  caller
  labels {
    __typename
    key
    value
  }
  draws {
    __typename
    ...DrawNow
  }
}
fragment QuantityNow on Quantity {
  __typename
  dimension
  quantity
}`,{documentId:`sha256:e4b8afda9586a7d357902e80f36294c3477f18df9b8bb949744b5279ced44245`}),nn=new I(`
    query PricesAt($at: DateTime!, $product: ID!) {
  __typename
  catalog(at: $at) {
    __typename
    products(product: $product) {
      __typename
      id
      features {
        __typename
        id
        rateCard
        prices {
          __typename
          feature
          dimension
          price
        }
      }
    }
  }
}
    `,{documentId:`sha256:fcbc3d9eec248c865b745a9110b5a60ffbe8616ae9940d21671687a8289518d7`}),rn=new I(`
    query PolicyTexts {
  __typename
  policy {
    __typename
    version
    text
    versions(first: 10) {
      __typename
      nodes {
        __typename
        version
        text
      }
    }
  }
}
    `,{documentId:`sha256:18fc739b5b33cc342b47ef70948691a30c76ad22d81185bcc508331a59dd8e85`}),an=new I(`
    query Viewer {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
    roles
    permissions {
      __typename
      object
      action
    }
    account {
      __typename
      ...AccountNow
    }
  }
  catalog {
    __typename
    version
    plan
    defaultPlan
    products {
      __typename
      id
      features {
        __typename
        id
        dimensions
        prices {
          __typename
          feature
          dimension
          price
        }
      }
      availability {
        __typename
        ...LayersNow
      }
    }
    plans {
      __typename
      id
      requestsPerMinute
      windows {
        __typename
        window
        capacity
        seconds
        calendar
      }
    }
  }
  now
}
    fragment WindowNow on WindowState {
  __typename
  id
  window
  capacity
  used
  held
  remaining
  startedAt
  resetsAt
}
fragment BalanceNow on Balance {
  __typename
  available
  held
  purchased
  promotional
  entitlement
  refund
  debt
}
fragment LayersNow on Availability {
  __typename
  state
  reason
  unblocksAt
  remedies
  layers {
    __typename
    layer
    source
    accountAddress
    remaining
    capacity
    resetsAt
    expiresAt
  }
  blockers {
    __typename
    kind
    source
    limit
    remaining
    unblocksAt
    accountAddress
  }
}
fragment LotNow on CreditLot {
  __typename
  id
  kind
  amount
  remaining
  held
  spent
  expired
  takenBack
  priority
  products
  effectiveAt
  expiresAt
}
fragment AccountNow on Account {
  __typename
  id
  seq
  state
  plan
  subject
  pool
  lastUsedAt
  balance {
    __typename
    ...BalanceNow
  }
  windows {
    __typename
    ...WindowNow
  }
  lots {
    __typename
    ...LotNow
  }
  autoTopUp {
    __typename
    account
    enabled
    state
    threshold
    target
    monthlyCap
    boughtThisMonth
    nextAttemptAt
    lastDeclineReason
    paymentMethod
    consentedAt
    consentedBy
  }
}`,{documentId:`sha256:f9a3b14e80b8d3596abb9260b011556b76532f918a2731d6667a5b86db5fb72b`}),on=new I(`
    query WhoIsThis {
  __typename
  viewer {
    __typename
    tenant
    subject
    groups
  }
}
    `,{documentId:`sha256:161ef3e6f17592cd68ebbf28f5a9945e036599603e0f4be38b9d0ca029914251`});async function sn(e){let t=on.toString(),n=String(on.__meta__?.documentId).replace(`sha256:`,``),r=o.nonce===``?{}:{persistedQuery:{version:1,sha256Hash:n}},i;try{let n=await fetch(o.endpoint,{method:`POST`,headers:{"content-type":`application/json`,authorization:`Bearer ${e}`},body:JSON.stringify({query:t,operationName:`WhoIsThis`,extensions:r})});if(n.status===401)return null;i=await n.json()}catch{throw new u(`Spillway does not answer. Try again in a moment.`)}if(i.data?.viewer)return i.data.viewer;let[a]=i.errors??[];if(a?.extensions?.code===`UNAUTHENTICATED`)return null;throw new u(a?.message??`Spillway gave no answer to who this is.`)}var cn=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),ln=function(e){return`/`+e},un={},dn=function(e){return e.pathname.endsWith(`.css`)},fn=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},pn=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=ln(t,n);let r=s(t),i=dn(r);return fn(un,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:cn,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})},mn=`spillway.session`,L=i(null),R=i(null),hn=i(null),gn,_n=()=>pn(()=>import(`./oidc-DSfRjAQ_.js`),__vite__mapDeps([0,1]));function z(e){return e&&JSON.stringify([e.tenant,e.subject,e.groups])}async function vn(e,t={how:`pasted`}){let n=e.trim().replace(/^bearer +/i,``),r=await sn(n);if(!r)throw yn(n,t);xn({token:n,way:t,tenant:r.tenant,subject:r.subject,groups:r.groups,...s(n)})}function yn(e,t){return t.how===`oidc`&&o.oidc?c(e,o.oidc.issuer,o.oidc.token):l(e)}async function bn(e){await vn(await Vn(e),{how:`demo`,who:e})}function xn(e){let{token:t,way:n,tenant:r,subject:i,groups:a}=e;sessionStorage.setItem(mn,JSON.stringify({token:t,way:n,tenant:r,subject:i,groups:a})),n.how===`oidc`&&_n().then(({share:e})=>e(Sn)),L.set(e),hn.set(null),R.set(null),Rn(e)}var Sn={current(){let e=L.get();return e?.way.how===`oidc`?{token:e.token,way:e.way}:null},adopt({token:e,way:t}){let n=L.get();n&&xn({...n,token:e,way:t,...s(e)})}};function Cn(e){L.get()&&R.set(e)}function wn(){clearTimeout(gn);let e=L.get()?.way;sessionStorage.removeItem(mn),L.set(null),R.set(null),e?.how===`oidc`&&(hn.set({idToken:e.idToken}),_n().then(({revoke:t})=>t(e)))}function Tn(){let e=sessionStorage.getItem(mn);if(e!==null){try{let{token:t,way:n,tenant:r,subject:i,groups:o}=JSON.parse(e),c=s(t);if(c.expiresAt>a.now()||Pn(n))return xn({token:t,way:n,tenant:r,subject:i,groups:o,...c})}catch{}sessionStorage.removeItem(mn)}}async function En(e){let t=z(L.get());return Cn(e),await new Promise(e=>{let t=[L.watch(n),R.watch(n)];function n(){if(!(L.get()&&R.get()!==null)){for(let e of t)e();e()}}n()}),t!==null&&z(L.get())===t}var Dn=null;function On(e){Dn=e}async function kn(){let e=L.get();!e||e.token!==Dn&&e.expiresAt>a.now()||await jn(e.token)||await En(`Your token is not valid any more.`)}var An=null;function jn(e){let t=L.get();return t&&e!==void 0&&t.token!==e?Promise.resolve(!0):(An??=Mn().finally(()=>An=null),An)}async function Mn(){let e=L.get();if(!e||!Pn(e.way))return!1;let t=await Nn(e.way),n=L.get();return n===e?(xn({...e,...t.granted,...t.granted&&s(t.granted.token),...t.spent}),t.granted!==void 0):n!==null&&n.token!==e.token}async function Nn(e){try{if(e.how===`demo`)return{granted:{token:await Vn(e.who),way:e}};if(e.how!==`oidc`)return{};let{renewed:t}=await _n(),n=await t(e);return n?{granted:n}:{spent:{way:{...e,refreshToken:null}}}}catch{return{}}}var Pn=e=>e.how===`demo`||e.how===`oidc`&&e.refreshToken!==null,Fn=2147483647,In=1e3,Ln=6e4;function Rn({issuedAt:e,expiresAt:t,way:n}){zn((Pn(n)?e+(t-e)*.8:t)-a.now())}function zn(e){clearTimeout(gn),Number.isFinite(e)&&(gn=setTimeout(()=>void Bn(),Math.min(Math.max(e,0),Fn)))}async function Bn(){let e=L.get();if(!e||R.get()!==null)return;let{issuedAt:t,expiresAt:n,way:r}=e,i=Pn(r)?t+(n-t)*.8:n;if(a.now()<i-In)return zn(i-a.now());if(await jn())return;let o=L.get();if(!o||o.token!==e.token)return;let s=n-a.now();if(s<=0)return Cn(`Your token has expired.`);zn(Pn(o.way)?Math.min(s,Math.max(In,Math.min(s/4,Ln))):s)}async function Vn(e){let t=await(await fetch(`/dev/token`,{method:`POST`,headers:{"content-type":`application/json`,"x-spillway-dev":`1`},body:JSON.stringify(e)})).json();if(t.token===void 0)throw Error(t.errors?.[0]?.message??`The server gave no token.`);return t.token}var Hn={name:`ellipsis`,size:24,node:[[`circle`,{cx:`12`,cy:`12`,r:`1`,key:`41hilf`}],[`circle`,{cx:`19`,cy:`12`,r:`1`,key:`1wjl8i`}],[`circle`,{cx:`5`,cy:`12`,r:`1`,key:`1pcz8c`}]],aliases:[`more-horizontal`]};Hn.node;var Un=r(Hn),Wn=`
https://bit.ly/2XbVrpR#`;function Gn(e,t,n){if(!e){var r=t||`Minfied Error #`+n+`
`,i=Error(r+Wn+n);throw i.name=`Graphcache Error`,i}}var Kn={},qn=e=>e._directives||Kn,B=e=>e.name.value,Jn=e=>e.typeCondition.name.value,Yn=e=>e.alias?e.alias.value:e.name.value,Xn=[],V=e=>e.selectionSet?e.selectionSet.selections:Xn,Zn=e=>e.typeCondition?e.typeCondition.name.value:null,Qn=(e,t)=>{var n=null;if(e.arguments)for(var r=0,i=e.arguments.length;r<i;r++){var a=e.arguments[r],o=ue(a.value,t);o!=null&&(n||={},n[B(a)]=o)}return n},$n=(e,t)=>{if(t&&e.variableDefinitions){for(var n={},r=0,i=e.variableDefinitions.length;r<i;r++){var a=B(e.variableDefinitions[r].variable);n[a]=t[a]}return n}},er=(e,t)=>{var n={};if(!t)return n;if(e.variableDefinitions)for(var r=0,i=e.variableDefinitions.length;r<i;r++){var a=e.variableDefinitions[r],o=B(a.variable);n[o]=t[o]===void 0&&a.defaultValue?ue(a.defaultValue,t):t[o]}for(var s in t)s in n||(n[s]=t[s]);return n};function tr(e){for(var t=0;t<e.definitions.length;t++)if(e.definitions[t].kind===d.OPERATION_DEFINITION)return e.definitions[t];Gn(!1,``,1)}var nr=e=>{for(var t={},n=0;n<e.definitions.length;n++){var r=e.definitions[n];r.kind===d.FRAGMENT_DEFINITION&&(t[B(r)]=r)}return t},rr=(e,t)=>{var n=qn(e);if(n.include||n.skip)for(var r in n){var i=n[r];if(i&&(r===`include`||r===`skip`)&&i.arguments&&i.arguments[0]&&B(i.arguments[0])===`if`){var a=ue(i.arguments[0].value,t);return r===`include`?!!a:!a}}return!0},ir=(e,t)=>{var{defer:n}=qn(e);if(n){for(var r of n.arguments||[])if(B(r)===`if`)return!!ue(r.value,t);return!0}return!1},ar=e=>{var{optional:t,required:n}=qn(e);if(n)return!1;if(t)return!0},or=`__`,sr=(e,t,n,r)=>{var i=ur(e,t,n,r);return!!i&&i.type.kind!==`NON_NULL`},cr=(e,t,n,r)=>{var i=ur(e,t,n,r);if(!i)return!1;var a=i.type.kind===`NON_NULL`?i.type.ofType:i.type;return a.kind===`LIST`&&a.ofType.kind!==`NON_NULL`},lr=(e,t,n)=>{if(!n)return!1;var r=Zn(t);return!r||n===r?!0:e.types.has(r)&&e.types.get(r).kind===`OBJECT`?r===n:((function(e,t){Gn(e.types.has(t)&&(e.types.get(t).kind===`INTERFACE`||e.types.get(t).kind===`UNION`),``,5)})(e,r),dr(e,n),e.isSubType(r,n))},ur=(e,t,n,r)=>{if(n.indexOf(or)!==0&&t.indexOf(or)!==0)return dr(e,t),e.types.get(t).fields()[n]};function dr(e,t){Gn(e.types.has(t)&&e.types.get(t).kind===`OBJECT`,``,3)}var H=(e,t)=>t?`${e}(${F(t)})`:e,fr=(e,t)=>`${e}.${t}`,pr=e=>{var t=e.indexOf(`(`);return t>-1?{fieldKey:e,fieldName:e.slice(0,t),arguments:JSON.parse(e.slice(t+1,-1))}:{fieldKey:e,fieldName:e,arguments:null}},mr=e=>{var t=e.indexOf(`.`);return{entityKey:e.slice(0,t).replace(/%2e/g,`.`),fieldKey:e.slice(t+1)}},hr=null,gr=null,U=null,W=null,G=null,K=null,_r=!1,q=!1;function J(e,t){var n;if(e){if(hr.has(e))return e;n=gr.get(e)}return n??=t?[]:{},e&&gr.set(e,n),hr.add(n),n}var vr=e=>!!e&&hr.has(e),Y=(e,t,n,r,i)=>{hr=new WeakSet,gr=new WeakMap,G=e,U=t,K=new Set,q=!!r,_r=!!i,n?G===`read`?W=n:r||t.hydrating||t.optimisticOrder.length>1?(!r&&!t.commutativeKeys.has(n)?Ir(t,n):r&&(t.optimisticOrder.indexOf(n)!==-1&&!t.commutativeKeys.has(n)&&t.optimisticOrder.splice(t.optimisticOrder.indexOf(n),1),t.commutativeKeys.delete(n)),W=n,Lr(t,n)):(W=null,zr(t,n)):W=null},yr=()=>{var e=U,t=W;if(q=!1,W=null,!e.hydrating&&t&&e.optimisticOrder.indexOf(t)>-1)for(var n=e.optimisticOrder.length;--n>=0&&e.dirtyKeys.has(e.optimisticOrder[n])&&e.commutativeKeys.has(e.optimisticOrder[n]);)Br(e.optimisticOrder[n]);hr=null,gr=null,G=null,U=null,K=null,e.defer||!e.storage&&e.optimisticOrder.length||(e.defer=!0,setTimeout((()=>{Y(`read`,e,null),Or(),Hr(),yr(),e.defer=!1})))},br=(e,t,n)=>{t&&!n&&e.deferredKeys.delete(t),Y(`write`,e,t,n),yr()},xr=new Set,Sr=(e,t,n,r)=>{var i=W?e.optimistic.get(W):e.base,a=i.get(t);a===void 0&&i.set(t,a=Object.create(null)),r===void 0&&!W?delete a[n]:a[n]=r},Cr=(e,t,n)=>{for(var r,i=!q&&G===`read`&&W&&U.commutativeKeys.has(W),a=0,o=U.optimisticOrder.length;a<o;a++){var s=U.optimisticOrder[a],c=e.optimistic.get(s);if(i&&=s!==W,c&&(!i||!U.commutativeKeys.has(s))&&(!q||G===`write`||U.commutativeKeys.has(s))&&(r=c.get(t))!==void 0&&n in r)return r[n]}return(r=e.base.get(t))===void 0?void 0:r[n]};function wr(e){return U.refCount.get(e)||0}var Tr=(e,t)=>{if(Array.isArray(e))for(var n=0,r=e.length;n<r;n++)Tr(e[n],t);else typeof e==`string`&&((e,t)=>{var n=wr(e),r=n+t>0?n+t:0;U.refCount.set(e,r),r?!n&&r&&U.gc.delete(e):U.gc.add(e)})(e,t)},Er=(e,t,n)=>{if(n!==void 0)for(var r in n)t.has(r)||(e.push(pr(r)),t.add(r))},Dr=(e,t,n,r)=>{Er(e,t,r.base.get(n));for(var i=0,a=U.optimisticOrder.length;i<a;i++){var o=r.optimistic.get(U.optimisticOrder[i]);o!==void 0&&Er(e,t,o.get(n))}},Or=()=>{if(!U.optimisticOrder.length){for(var e of U.gc.keys())if(U.gc.delete(e),!(wr(e)>0)){var t=U.records.base.get(e);U.refCount.delete(e),U.records.base.delete(e);var n=t&&t.__typename;if(n){var r=U.types.get(n);r&&r.delete(e)}var i=U.links.base.get(e);if(i)for(var a in U.links.base.delete(e),i)Tr(i[a],-1)}}},kr=(e,t)=>{e===U.queryRootKey?t!==void 0&&t!==`__typename`&&K.add(fr(e,t)):K.add(e)},Ar=(e,t)=>{!q&&U.storage&&U.persist.add(((e,t)=>`${e.replace(/\./g,`%2e`)}.${t}`)(e,t))},X=(e,t)=>(G===`read`&&kr(e,t),Cr(U.records,e,t)),jr=(e,t)=>(G===`read`&&kr(e,t),Cr(U.links,e,t)),Mr=(e,t)=>{var n=U.abstractToConcreteMap.get(e);if(n)n.add(t);else{var r=new Set;r.add(t),U.abstractToConcreteMap.set(e,r)}},Nr=(e,t,n)=>{Ur(Cr(U.records,e,t),n)||(kr(e,t),Ar(e,t)),Sr(U.records,e,t,n)},Pr=(e,t)=>X(e,t)!==void 0||jr(e,t)!==void 0,Fr=(e,t,n)=>{var r=W?U.links.optimistic.get(W):U.links.base;if(!W){var i=r&&r.get(e);Tr(i&&i[t],-1),Tr(n,1)}Ur(Cr(U.links,e,t),n)||(kr(e,t),Ar(e,t)),Sr(U.links,e,t,n)},Ir=(e,t,n)=>{var r=e.optimisticOrder.indexOf(t);if(r>-1&&e.optimisticOrder.splice(r,1),n)for(e.deferredKeys.add(t),r=r>-1?r:0;r<e.optimisticOrder.length&&!e.deferredKeys.has(e.optimisticOrder[r])&&(!e.dirtyKeys.has(e.optimisticOrder[r])||!e.commutativeKeys.has(e.optimisticOrder[r]));r++);else e.deferredKeys.delete(t),r>-1&&!e.commutativeKeys.has(t)&&Rr(e,t),r=0;e.optimisticOrder.splice(r,0,t),e.commutativeKeys.add(t)},Lr=(e,t)=>{e.optimisticOrder.indexOf(t)===-1&&e.optimisticOrder.unshift(t),e.dirtyKeys.has(t)||(e.dirtyKeys.add(t),e.links.optimistic.set(t,new Map),e.records.optimistic.set(t,new Map))},Rr=(e,t)=>{e.dirtyKeys.has(t)&&(e.dirtyKeys.delete(t),e.records.optimistic.delete(t),e.links.optimistic.delete(t),e.deferredKeys.delete(t))},zr=(e,t)=>{var n=e.optimisticOrder.indexOf(t);n>-1&&(e.optimisticOrder.splice(n,1),e.commutativeKeys.delete(t)),Rr(e,t)},Br=e=>{var t=K;K=new Set,G=`write`;var n=U.links.optimistic.get(e);if(n)for(var r of n.entries()){var i=r[0],a=r[1];for(var o in a)Fr(i,o,a[o])}var s=U.records.optimistic.get(e);if(s)for(var c of s.entries()){var l=c[0],u=c[1];for(var d in u)Nr(l,d,u[d])}K=t,zr(U,e)},Vr=e=>{var{links:t,records:n}=U,r=[],i=new Set;return kr(e),Dr(r,i,e,t),Dr(r,i,e,n),r},Hr=()=>{if(U.storage){q=!0,G=`read`;var e={};for(var t of U.persist.keys()){var{entityKey:n,fieldKey:r}=mr(t),i=void 0;e[t]=(i=jr(n,r))===void 0?(i=X(n,r))===void 0?void 0:F(i):`:${F(i)}`}q=!1,U.storage.writeData(e),U.persist.clear()}};function Ur(e,t){return typeof e!=typeof t||e!==t?!1:Array.isArray(e)&&Array.isArray(t)?e.length===t.length&&!e.some(((e,n)=>e!==t[n])):!0}var Wr=null,Gr=!1,Kr=void 0,qr=e=>e.__internal.path.length>0&&e.__internal.errorMap?e.__internal.errorMap[e.__internal.path.join(`.`)]:void 0,Jr=(e,t,n,r,i,a)=>{var o={store:e,variables:t,fragments:n,parent:{__typename:r},parentTypeName:r,parentKey:i,parentFieldKey:``,fieldName:``,error:void 0,partial:!1,hasNext:!1,optimistic:q,__internal:{path:[],errorMap:void 0}};if(a&&a.graphQLErrors)for(var s=0;s<a.graphQLErrors.length;s++){var c=a.graphQLErrors[s];c.path&&c.path.length&&(o.__internal.errorMap||(o.__internal.errorMap=Object.create(null)),o.__internal.errorMap[c.path.join(`.`)]=c)}return o},Yr=(e,t,n,r,i,a)=>{Wr=e,e.parent=t,e.parentTypeName=n,e.parentKey=r,e.parentFieldKey=i,e.fieldName=a,e.error=qr(e)},Xr=(e,t,n,r,i)=>{if(!t)return!1;var a=Zn(e);return!a||t===a||!V(e).some((e=>e.kind===d.FIELD&&!Pr(n,H(B(e),Qn(e,r)))))},Zr=class{constructor(e,t,n,r,i,a){this.typename=e,this.entityKey=t,this.ctx=a,this.stack=[{selectionSet:i,index:0,defer:n,optional:r}]}next(){for(;this.stack.length>0;){for(var e=this.stack[this.stack.length-1];e.index<e.selectionSet.length;){var t=e.selectionSet[e.index++];if(rr(t,this.ctx.variables)){if(t.kind!==d.FIELD){var n=t.kind===d.INLINE_FRAGMENT?t:this.ctx.fragments[B(t)];if(n){var r=!n.typeCondition||(this.ctx.store.schema?lr(this.ctx.store.schema,n,this.typename):this.ctx.store.possibleTypeMap?Qr(this.ctx.store.possibleTypeMap,n.typeCondition.name.value,this.typename):G===`read`&&$r(n.typeCondition.name.value,this.typename)||Xr(n,this.typename,this.entityKey,this.ctx.variables,this.ctx.store.logger));if(r||G===`write`&&!this.ctx.store.schema){var i=ar(t);r&&n.typeCondition&&this.typename!==n.typeCondition.name.value&&Mr(n.typeCondition.name.value,this.typename),this.stack.push(e={selectionSet:V(n),index:0,defer:e.defer||ir(t,this.ctx.variables),optional:i===void 0?e.optional:i})}}}else if(G===`write`||!t._generated)return Gr=e.defer,Kr=e.optional,t}}this.stack.pop()}}},Qr=(e,t,n)=>{if(!n)return!1;if(t===n)return!0;var r=e.get(t);return r&&r.has(n)},$r=(e,t)=>{if(!t)return!1;if(e===t)return!0;if((e=>U.types.has(e))(e))return!1;var n=(e=>U.abstractToConcreteMap.get(e)||xr)(e);return n.size&&n.has(t)},ei=e=>e??null,ti=(e,t)=>{if(!t)return t||null;if(Array.isArray(t)){for(var n=Array(t.length),r=0,i=n.length;r<i;r++)n[r]=ti(e,t[r]);return n}return e.keyOfEntity(t)},ni=(e,t,n,r)=>{var i=Ct(t.query),a=tr(i),o=e.rootFields[a.operation],s=V(a),c=Jr(e,er(a,t.variables),nr(i),o,o,r),l=o===c.store.rootFields.query?oi(c,o,s,n||J()):ri(c,o,s,n||J());return{dependencies:K,partial:c.partial||!l,hasNext:c.hasNext,data:l||null}},ri=(e,t,n,r)=>{if(typeof(e.store.rootNames[t]?t:r.__typename)!=`string`)return r;for(var i=new Zr(t,t,!1,void 0,n,e),a,o=_r,s=J(r);a=i.next();){var c=Yn(a),l=r[c];e.__internal.path.push(c);var u=void 0;u=a.selectionSet&&l!==null?ii(e,V(a),ei(l)):l,o||=u!==l,u!==void 0&&(s[c]=u),e.__internal.path.pop()}return o?s:r},ii=(e,t,n)=>{if(Array.isArray(n)){for(var r=Array(n.length),i=_r,a=0,o=n.length;a<o;a++)e.__internal.path.push(a),r[a]=ii(e,t,n[a]),i||=r[a]!==n[a],e.__internal.path.pop();return i?r:n}if(n===null)return null;var s=e.store.keyOfEntity(n);return s===null?ri(e,n.__typename,t,n):oi(e,s,t,n)||null};function ai(e,t,n,r){var i=r.store.resolvers[t],a=i&&i[n],o;for(var s in e){var c=e[s];if(c&&s!==`include`&&s!==`skip`&&r.store.directives[s])return o=r.store.directives[s](Qn(c,r.variables)),o}return o||a}var oi=(e,t,n,r,i)=>{var{store:a}=e,o=t===a.rootFields.query,s=i&&a.keyOfEntity(i)||t,c=o?t:X(s,`__typename`)||i&&i.__typename;if(typeof c==`string`&&!(i&&c!==i.__typename)){for(var l=new Zr(c,s,!1,void 0,n,e),u=!1,d=!1,f=_r,p,m=e.partial,h=J(r);(p=l.next())!==void 0;){var g=B(p),_=Qn(p,e.variables),v=Yn(p),y=qn(p),b=ai(y,c,g,e),x=H(g,_),S=fr(s,x),C=X(s,x),w=i?i[g]:void 0;e.__internal.path.push(v);var T=void 0;if(g===`__typename`)T=c;else if(w!==void 0&&p.selectionSet===void 0)T=w;else if(G===`read`&&b){var E=h;if(p.selectionSet===void 0&&C!==void 0&&(E={...h,[v]:C,[g]:C}),Yr(e,E,c,s,x,g),T=b(E,_||{},a,e),p.selectionSet&&(T=si(e,c,g,S,V(p),h[v]===void 0?r[v]:h[v],T,vr(r))),a.schema&&T===null&&!sr(a.schema,c,g,e.store.logger))return}else if(!p.selectionSet)T=C;else if(w!==void 0)T=si(e,c,g,S,V(p),h[v]===void 0?r[v]:h[v],w,vr(r));else{var ee=jr(s,x);ee===void 0?typeof C==`object`&&C&&(T=C):T=ci(e,ee,c,g,V(p),h[v]===void 0?r[v]:h[v],vr(r))}if(!Gr&&T===void 0&&(y.optional||Kr&&!y.required||qr(e)||!y.required&&a.schema&&sr(a.schema,c,g,e.store.logger))?(e.partial=!0,T=null):T===null&&(y.required||!1===Kr)?(e.store.logger,T=void 0):u||=g!==`__typename`,e.__internal.path.pop(),f||=T!==r[v],T!==void 0)h[v]=T;else if(Gr)d=!0;else{e.store.logger,e.partial=m;return}}return e.partial=e.partial||m,e.hasNext=e.hasNext||d,o&&e.partial&&!u?void 0:f?h:r}},si=(e,t,n,r,i,a,o,s)=>{if(Array.isArray(o)){for(var{store:c}=e,l=c.schema?cr(c.schema,t,n,e.store.logger):!1,u=e.partial,d=J(a,!0),f=_r||!Array.isArray(a)||o.length!==a.length,p=0,m=o.length;p<m;p++){e.__internal.path.push(p);var h=si(e,t,n,fr(r,`${p}`),i,a?.[p],o[p],s);if(e.__internal.path.pop(),h===void 0&&!l){e.partial=u;return}e.partial=e.partial||h===void 0&&l,d[p]=h??null,f||=d[p]!==a[p]}return f?d:a}if(o==null)return o;if(s&&a===null)return null;if(li(o)){var g=a||J(a);return typeof o==`string`?oi(e,o,i,g):oi(e,r,i,g,o)}},ci=(e,t,n,r,i,a,o)=>{if(Array.isArray(t)){for(var{store:s}=e,c=s.schema?cr(s.schema,n,r,e.store.logger):!1,l=J(a,!0),u=e.partial,d=_r||!Array.isArray(a)||t.length!==a.length,f=0,p=t.length;f<p;f++){e.__internal.path.push(f);var m=ci(e,t[f],n,r,i,a?.[f],o);if(e.__internal.path.pop(),m===void 0&&!c){e.partial=u;return}e.partial=e.partial||m===void 0&&c,l[f]=m||null,d||=l[f]!==a[f]}return d?l:a}return t===null||a===null&&o?null:oi(e,t,i,a||J(a))},li=e=>typeof e==`string`||typeof e==`object`&&typeof e.__typename==`string`,ui=(e,t,n)=>{for(var r=t?[{fieldKey:H(t,n)}]:Vr(e),i=0,a=r.length;i<a;i++){var{fieldKey:o}=r[i];jr(e,o)===void 0?Nr(e,o,void 0):Fr(e,o,void 0)}},di=(e,t)=>{for(var n of(e=>U.types.get(e)||xr)(e))t.includes(n)||ui(n)},fi=(e,t,n,r)=>{var i=Ct(t.query),a=tr(i),o={data:n||J(),dependencies:K},s=e.rootFields[a.operation];return pi(Jr(e,er(a,t.variables),nr(i),s,s,r),s,V(a),o.data),o},pi=(e,t,n,r)=>{var i=e.store.rootNames[t]||`query`,a=!!e.store.rootNames[t],o=a?t:r.__typename;if(!o&&t&&e.optimistic&&(o=X(t,`__typename`)),o)!a&&t&&(Nr(t,`__typename`,o),((e,t)=>{var n=U.types.get(e);if(n)n.add(t);else{var r=new Set;r.add(t),U.types.set(e,r)}})(o,t));else return;for(var s=e.store.updates[o],c=new Zr(o,t||o,!1,void 0,n,e),l;l=c.next();){var u=B(l),d=Qn(l,e.variables),f=H(u,d),p=Yn(l),m=r[e.optimistic?u:p];if(!(u===`__typename`||m===void 0&&(Gr||e.optimistic&&i===`query`))){e.__internal.path.push(p);var h=void 0;if(e.optimistic&&i===`mutation`){if(!(h=e.store.optimisticMutations[u]))continue}else e.optimistic&&typeof m==`function`&&(h=m);if(h&&(Yr(e,r,o,t||o,f,u),m=ei(h(d||{},e.store,e))),m!==void 0){if(l.selectionSet){if(t&&i===`query`){var g=fr(t,f),_=mi(e,V(l),ei(m),g,e.optimistic?jr(t||o,f):void 0);Fr(t||o,f,_)}else mi(e,V(l),ei(m))}else t&&i===`query`&&Nr(t||o,f,m!==null||!qr(e)?m:void 0);var v=s&&s[u];if(v)Yr(e,r,o,t||o,f,u),r[u]=m,v(r,d||{},e.store,e);else if(o===e.store.rootFields.mutation&&!e.optimistic){if(m&&Array.isArray(m))for(var y=m.map((t=>e.store.keyOfEntity(t)||``)),b=0,x=m.length;b<x;b++){var S=y[b];if(S&&m[b].__typename){var C=X(S,`__typename`),w=wr(S);C&&!w&&di(m[b].__typename,y)}}else if(m&&typeof m==`object`){var T=e.store.keyOfEntity(m);if(T){var E=X(T,`__typename`),ee=wr(T);E&&ee||!m.__typename||di(m.__typename,[T])}}}e.__internal.path.pop()}}}},mi=(e,t,n,r,i)=>{if(Array.isArray(n)){for(var a=Array(n.length),o=0,s=n.length;o<s;o++){e.__internal.path.push(o);var c=r?fr(r,`${o}`):void 0,l=mi(e,t,n[o],c,i?.[o]);a[o]=l,e.__internal.path.pop()}return a}if(n===null)return qr(e)?void 0:null;var u=e.store.keyOfEntity(n)||(typeof i==`string`?i:null);n.__typename;var d=u||r;return pi(e,d,t,n),d||null},hi=class{constructor(e){e||={},this.logger=e.logger,this.resolvers=e.resolvers||{},this.directives=e.directives||{},this.optimisticMutations=e.optimistic||{},this.keys=e.keys||{},this.globalIDs=Array.isArray(e.globalIDs)?new Set(e.globalIDs):!!e.globalIDs;var t=`Query`,n=`Mutation`,r=`Subscription`;if(e.schema){var i=(({__schema:e})=>{var t=new Map,n=e=>{var t;return()=>{if(!t){t={};for(var n=0;n<e.length;n++)t[e[n].name]=e[n]}return t}},r=e=>{switch(e.kind){case`OBJECT`:case`INTERFACE`:return{name:e.name,kind:e.kind,interfaces:n(e.interfaces||[]),fields:n(e.fields.map((e=>({name:e.name,type:e.type,args:n(e.args)}))))};case`UNION`:return{name:e.name,kind:e.kind,types:n(e.possibleTypes||[])}}},i={query:e.queryType?e.queryType.name:null,mutation:e.mutationType?e.mutationType.name:null,subscription:e.subscriptionType?e.subscriptionType.name:null,types:void 0,isSubType(e,n){var r=t.get(e),i=t.get(n);return!r||!i?!1:r.kind===`UNION`?!!r.types()[n]:r.kind!==`OBJECT`&&i.kind===`OBJECT`?!!i.interfaces()[e]:e===n}};if(e.types){i.types=t;for(var a=0;a<e.types.length;a++){var o=e.types[a];if(o&&o.name){var s=r(o);s&&t.set(o.name,s)}}}return i})(e.schema);t=i.query||t,n=i.mutation||n,r=i.subscription||r,i.types&&(this.schema=i)}if(!this.schema&&e.possibleTypes){this.possibleTypeMap=new Map;for(var a of Object.entries(e.possibleTypes)){var[o,s]=a;this.possibleTypeMap.set(o,new Set(s))}}this.updates=e.updates||{},this.rootFields={query:t,mutation:n,subscription:r},this.rootNames={[t]:`query`,[n]:`mutation`,[r]:`subscription`},this.data=(c=t,{hydrating:!1,defer:!1,gc:new Set,types:new Map,persist:new Set,queryRootKey:c,refCount:new Map,links:{optimistic:new Map,base:new Map},abstractToConcreteMap:new Map,records:{optimistic:new Map,base:new Map},deferredKeys:new Set,commutativeKeys:new Set,dirtyKeys:new Set,optimisticOrder:[],storage:null});var c;this.schema}keyOfField(e,t){return H(e,t)}keyOfEntity(e){if(Wr&&e===Wr.parent)return Wr.parentKey;if(e==null||typeof e==`string`)return e||null;if(!e.__typename)return null;if(this.rootNames[e.__typename])return e.__typename;var t=null;this.keys[e.__typename]?t=this.keys[e.__typename](e)||null:e.id==null?e._id!=null&&(t=`${e._id}`):t=`${e.id}`;var n=e.__typename;return!0===this.globalIDs||this.globalIDs&&this.globalIDs.has(n)||!t?t:`${n}:${t}`}resolve(e,t,n){var r=this.keyOfEntity(e);if(r){var i=H(t,n),a=X(r,i);if(a!==void 0)return a;var o=jr(r,i);return o!==void 0&&(o=ti(this,o)),o}}invalidate(e,t,n){var r=this.keyOfEntity(e);e&&typeof e==`string`&&!t&&!n&&!this.resolve(e,`__typename`)?di(e,[]):(Gn(r,``,19),ui(r,t,n))}inspectFields(e){var t=this.keyOfEntity(e);return t?Vr(t):[]}updateQuery(e,t){var n=it(e.query,e.variables),r=t(this.readQuery(n));r!==null&&fi(this,n,r,void 0)}readQuery(e){var t=it(e.query,e.variables);return ni(this,t,void 0,void 0).data}readFragment(e,t,n,r){return((e,t,n,r,i)=>{var a=nr(t),o;if(i){if(!(o=a[i]))return null}else if(!(o=a[Object.keys(a)[0]]))return null;var s=Jn(o);typeof n!=`string`&&!n.__typename&&(n.__typename=s);var c=e.keyOfEntity(n);return c&&oi(Jr(e,r||{},a,s,c,void 0),c,V(o),J())||null})(this,Ct(e),t,n,r)}writeFragment(e,t,n,r){((e,t,n,r,i)=>{var a=nr(t),o;if(i){if(!(o=a[i]))return null}else if(!(o=a[Object.keys(a)[0]]))return null;var s=Jn(o),c={__typename:s,...n},l=e.keyOfEntity(c);l&&pi(Jr(e,r||{},a,s,l,void 0),l,V(o),c)})(this,Ct(e),t,n,r)}link(e,t,...n){var r=n.length===2?n[0]:null,i=n.length===2?n[1]:n[0],a=this.keyOfEntity(e);a&&Fr(a,H(t,r),ti(this,i))}},gi=(e,t)=>Tt(e.kind,e,{...e.context,meta:{...e.context.meta,...t}}),_i=(e,t)=>Tt(e.kind,e,{...e.context,requestPolicy:t}),vi=e=>({forward:t,client:n,dispatchDebug:r})=>{var i=new hi(e);e&&e.storage&&(i.data.hydrating=!0,e.storage.readData().then((t=>{((e,t,n)=>{for(var r in Y(`write`,e,null),n){var i=n[r];if(i!==void 0){var{entityKey:a,fieldKey:o}=mr(r);i[0]===`:`?jr(a,o)===void 0&&Fr(a,o,JSON.parse(i.slice(1))):X(a,o)===void 0&&Nr(a,o,JSON.parse(i))}}e.storage=t,e.hydrating=!1,yr()})(i.data,e.storage,t),e.storage.onCacheHydrated&&e.storage.onCacheHydrated()})));var a=new Map,o=[],s=new Map,c=new Map,l=new Set,u=new Set,d=new Set,f=new Set,p=new WeakSet,m=new Map,h=new Set,g=new Set,_=e=>{for(var t of e.values())if(l.has(t))return!0;return!1},v=(e,t)=>{if(t)for(var n of t.values()){var r=m.get(n);if(r)for(var i of r.values())e.add(i)}},y=(e,t,r)=>{for(var i of t.values())if(i!==e.key){var a=s.get(i);if(a){e.kind===`query`&&g.add(i);var o=`cache-first`;u.has(i)&&(u.delete(i),o=`cache-and-network`);var c=_i(a,o);e.kind===`subscription`&&d.has(i)&&p.add(c),n.reexecuteOperation(c)}}if(!r){var l=h;h=g,e.kind===`query`&&h.add(e.key),(g=l).clear()}},b=e=>!p.has(e)||!d.has(e.key)?!1:(f.add(e.key),!0),x=e=>{var t=!1;if(e.kind===`query`)Ir(i.data,e.key),s.set(e.key,e),d.add(e.key),f.delete(e.key);else if(e.kind===`teardown`)return s.delete(e.key),c.delete(e.key),h.delete(e.key),d.delete(e.key),f.delete(e.key),br(i.data,e.key),e;else if(e.kind===`mutation`&&e.context.requestPolicy!==`network-only`){s.set(e.key,e),Y(`write`,i.data,e.key,!0,!1);var{dependencies:n}=fi(i,e,void 0,void 0);if(yr(),n.size){for(var r of n.values())l.add(r);a.set(e.key,n);var o=new Set;v(o,n),y(e,o,!0),t=!0}}return Tt(e.kind,{key:e.key,query:Ct(e.query),variables:e.variables?$n(tr(e.query),e.variables):e.variables},{...e.context,optimistic:t})},S=(e,t)=>{for(var n of t.values()){var r=m.get(n);r||m.set(n,r=new Set),r.add(e.key)}},C=e=>{Y(`read`,i.data,void 0,!1,!1);var t=ni(i,e,c.get(e.key),void 0);yr();var n=t.data?!t.partial&&!t.hasNext?`hit`:`partial`:`miss`;return c.set(e.key,t.data),s.set(e.key,e),S(e,t.dependencies),{outcome:n,operation:e,data:t.data,dependencies:t.dependencies,hasNext:t.hasNext}},w=(e,t)=>{var n=s.get(e.operation.key)||e.operation;n.kind===`mutation`&&(v(t,a.get(n.key)),a.delete(n.key)),(n.kind===`subscription`||e.hasNext)&&Ir(i.data,n.key,!0);var r,o=e.data;if(o){Y(`write`,i.data,n.key,!1,!1);var l=fi(i,n,o,e.error).dependencies;yr(),v(t,l);var u=n.kind===`query`?c.get(n.key):null;Y(`read`,i.data,n.key,!1,u!==o);var d=ni(i,n,u||o,e.error);yr(),o=d.data,n.kind===`query`&&(v(t,r=d.dependencies),c.set(n.key,o))}else br(i.data,n.key);return r&&S(e.operation,r),{operation:n,data:o,error:e.error,extensions:e.extensions,hasNext:e.hasNext,stale:e.stale}};return e=>{var r=Se(he(C)(N((e=>e.kind===`query`&&e.context.requestPolicy!==`network-only`))(e))),c=N((e=>e.kind!==`query`||e.context.requestPolicy===`network-only`))(e),p=he((e=>gi(e.operation,{cacheOutcome:`miss`})))(N((e=>e.outcome===`miss`&&e.operation.context.requestPolicy!==`cache-only`&&!_(e.dependencies)&&!h.has(e.operation.key)&&!b(e.operation)))(r)),m=he((e=>{var{requestPolicy:t}=e.operation.context,r=t!==`cache-only`&&(e.hasNext||t===`cache-and-network`||t===`cache-first`&&e.outcome===`partial`&&!h.has(e.operation.key)),a=t!==`cache-only`&&(r||d.has(e.operation.key)||e.outcome===`partial`&&h.has(e.operation.key)&&((o=i.data).commutativeKeys.has(c=e.operation.key)||o.optimisticOrder.indexOf(c)>-1)),o,c,l={operation:gi(e.operation,{cacheOutcome:e.outcome}),data:e.data,error:e.error,extensions:e.extensions,stale:a&&!e.hasNext,hasNext:r&&e.hasNext};return r&&(_(e.dependencies)?t===`cache-and-network`&&u.add(e.operation.key):b(e.operation)||n.reexecuteOperation(_i(s.get(e.operation.key)||e.operation,`network-only`))),l}))(N((e=>e.outcome!==`miss`||e.operation.context.requestPolicy===`cache-only`))(r)),g=t(he(x)(ve([c,p])));return ve([he((e=>{var{key:t}=e.operation,r=!1;e.hasNext||(d.delete(t),r=f.delete(t));var i=new Set,a=w(e,i);return y(e.operation,i,!1),r&&(a.stale=!0,n.reexecuteOperation(_i(s.get(t)||e.operation,`network-only`))),a}))(N((e=>!a.has(e.operation.key)))(g)),ge((e=>{if(o.push(e)<a.size)return Pe;for(var t=0;t<o.length;t++)Ir(i.data,o[t].operation.key);l.clear();for(var n=[],r=new Set,s;s=o.shift();)n.push(w(s,r));return y(e.operation,r,!1),Ae(n)}))(N((e=>a.has(e.operation.key)))(g)),m])}};function Z(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function yi(e){return Z(e)===`object`}function bi(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function xi(e,t){return e.length<124?e:t}var Q=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(Q||{}),$=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))($||{});function Si(e){if(!yi(e))throw Error(`Message is expected to be an object, but got ${Z(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${Z(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!yi(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!yi(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${Z(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${Z(e.payload.query)}`);if(e.payload.variables!=null&&!yi(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${Z(e.payload.variables)}`);if(e.payload.operationName!=null&&Z(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${Z(e.payload.operationName)}`);if(e.payload.extensions!=null&&!yi(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${Z(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!yi(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${Z(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!bi(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Z(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function Ci(e,t){return Si(typeof e==`string`?JSON.parse(e,t):e)}function wi(e,t){return Si(e),JSON.stringify(e,t)}function Ti(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=Di,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:g}=e,_;if(p){if(!ki(p))throw Error(`Invalid WebSocket implementation provided`);_=p}else typeof WebSocket<`u`?_=WebSocket:typeof global<`u`?_=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(_=window.WebSocket||window.MozWebSocket);if(!_)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let v=_,y=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function b(e){let t=[y.on(`error`,n=>{t.forEach(e=>e()),e(n)}),y.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let x,S=0,C,w=!1,T=0,E=!1;async function ee(){clearTimeout(C);let[e,r]=await(x??=new Promise((e,r)=>(async()=>{if(w){if(await u(T),!S)return x=void 0,r({code:1e3,reason:`All Subscriptions Gone`});T++}y.emit(`connecting`,w);let i=new v(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===v.OPEN&&(i.send(wi({type:$.Ping})),y.emit(`ping`,!1,void 0))},o))}b(e=>{x=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof Ei&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>y.emit(`error`,e),i.onclose=e=>y.emit(`closed`,e),i.onopen=async()=>{try{y.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==v.OPEN)return;i.send(wi(e?{type:$.ConnectionInit,payload:e}:{type:$.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(Q.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){y.emit(`error`,e),i.close(Q.InternalClientError,xi(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=Ci(t,g);if(y.emit(`message`,n),n.type===`ping`||n.type===`pong`){y.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(wi(n.payload?{type:$.Pong,payload:n.payload}:{type:$.Pong},h)),y.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==$.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,y.emit(`connected`,i,n.payload,w),w=!1,T=0;let r=new Promise((e,t)=>b(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,y.emit(`error`,e),i.close(Q.BadResponse,xi(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===v.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=b(n);e.readyState!==v.OPEN&&r.catch(n),l.then(()=>{if(i(),!S){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(C),C=setTimeout(()=>{!S&&e.readyState===v.OPEN&&t()},a)):t()}t()})})]}function te(e){if(Di(e)&&(Oi(e.code)||[Q.InternalServerError,Q.InternalClientError,Q.BadRequest,Q.BadResponse,Q.Unauthorized,Q.SubprotocolNotAcceptable,Q.SubscriberAlreadyExists,Q.TooManyInitialisationRequests].includes(e.code)))throw e;if(E)return!1;if(Di(e)&&e.code===1e3)return S>0;if(!l||T>=l||!d(e))throw e;return w=!0}r||(async()=>{for(S++;;)try{let[,,e]=await ee();await e}catch(e){try{if(!te(e))return}catch(e){return i?.(e)}}})();function ne(e,t){let n=m(e),r=!1,i=!1,a=()=>{S--,r=!0};return(async()=>{for(S++;;)try{let[o,s,c]=await ee();if(r)return c.catch(()=>{}),s();let l=y.onMessage(n,e=>{switch(e.type){case $.Next:t.next(e.payload);return;case $.Error:i=!0,r=!0,t.error(e.payload),a();return;case $.Complete:r=!0,a();return}});o.send(wi({id:n,type:$.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===v.OPEN&&o.send(wi({id:n,type:$.Complete},h)),S--,r=!0,s()},await c.finally(l);return}catch(e){if(!te(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:y.on,subscribe:ne,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=ne(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(E=!0,x){let[e]=await x;e.close(1e3,`Normal Closure`)}},terminate(){x&&y.emit(`closed`,new Ei)}}}var Ei=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function Di(e){return yi(e)&&`code`in e&&`reason`in e}function Oi(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function ki(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var Ai=i({state:`connecting`}),ji=500,Mi=15e3,Ni=1e4,Pi=0,Fi,Ii,Li;function Ri(e){Pi||=a.now();let t=L.get()!==null&&R.get()===null;Ai.set(t?{state:`reconnecting`,since:Pi,retryAt:e}:{state:`signed-out`})}var zi={use(e){Ii=e},listeners:{connected(){Pi=0,Ai.set({state:`live`})},ping(e){e||(Fi=setTimeout(()=>Ii?.terminate(),Ni))},pong(e){e&&clearTimeout(Fi)},closed(){clearTimeout(Fi),Ri(a.now())}},async waitBeforeTry(e){let t=Math.min(ji*2**e,Mi)*(.75+Math.random()/2);Ri(a.now()+t),await new Promise(e=>{Li=e,setTimeout(e,t)})}};window.addEventListener(`online`,()=>Li?.()),L.watch(()=>Li?.()),R.watch(()=>{R.get()!==null&&Ai.set({state:`signed-out`})});var Bi=4401,Vi=4403,Hi=``;function Ui(){return Hi=L.get()?.token??``,Hi}var Wi=Object.getOwnPropertyDescriptor(WebSocket.prototype,`onclose`),Gi=class extends WebSocket{constructor(e,t){super(e,t),Object.defineProperty(this,"onclose",{set:e=>{Wi?.set?.call(this,t=>{if(t.code!==Bi)return e?.(t);On(Hi),e?.(new CloseEvent(`close`,{code:Vi,reason:t.reason,wasClean:t.wasClean}))})}})}},Ki=null;function qi(e){Ki=e}function Ji(e){return Ki!==null&&BigInt(e)<=BigInt(Ki)}function Yi(e){return e===void 0||!(`withProduct`in e)?e:{...e,get afterSeq(){return Ki}}}function Xi(e){let[t]=e.graphQLErrors;if(!t)return{code:`NETWORK`,message:`The server does not answer.`,retryable:!0,outcomeUnknown:!0,requestId:null,argument:null};let{code:n,retryable:r,outcomeUnknown:i,requestId:a,argument:o}=t.extensions;return{code:typeof n==`string`?n:`INTERNAL`,message:t.message,retryable:r===!0,outcomeUnknown:i===!0,requestId:typeof a==`string`?a:null,argument:typeof o==`string`?o:null}}var Zi=new WeakMap,Qi=new Map;function $i(e){let t=Zi.get(e);if(!t){t=Dt(e.toString()),Zi.set(e,t);let n=/^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(e.toString())?.[1],r=e.__meta__?.documentId;n!==void 0&&r!==void 0&&Qi.set(n,r.replace(`sha256:`,``))}return t}var ea=null;L.watch(()=>{L.get()||ea?.()});var ta=()=>`Bearer ${L.get()?.token??``}`,na=()=>null,ra=`Viewer.ViewerPermission.Catalog.Product.Feature.InclusiveDimension.UnitPrice.RateCard.Plan.PlanWindow.Overshoot.Availability.LayerState.Blocker.Balance.UsageSeries.UsagePoint.UsageTotals.PaidBy.Quantity.Label.Draw.LayerTrace.GateResult.PolicyCitation.AutoTopUp.AutoTopUpConsent.AutoTopUpTerms.PurchaseQuote.PaymentMethod.Money.BalanceLine.Reconciliation.Difference.AccountChange.BalanceChange.DecisionEvent.AccessEstimate.MintedToken.Operations.Process.RefusedFile.Policy.PolicyVersion.PolicyProblem.PageInfo.WindowState.Hold`.split(`.`);function ia(){let e=z(L.get()),t=new Promise(()=>void 0),n=Ti({url:async()=>(await kn(),z(L.get())===e?new URL(o.endpoint,location.href.replace(/^http/,`ws`)).href:t),lazy:!1,webSocketImpl:Gi,connectionParams:()=>({authorization:`Bearer ${Ui()}`}),keepAlive:1e4,retryAttempts:1/0,shouldRetry:()=>L.get()!==null,retryWait:e=>zi.waitBeforeTry(e),on:zi.listeners});return zi.use(n),ea?.(),ea=()=>void n.dispose(),new Nt({url:o.endpoint,preferGetMethod:!1,requestPolicy:`cache-and-network`,fetchOptions:()=>({headers:{authorization:ta()}}),fetch:async(n,r)=>{if(z(L.get())!==e)return t;let i=L.get()?.token,a=await ca(n,r);return a.status===401?!await jn(i)&&!await En(`Your token is not valid any more.`)||z(L.get())!==e?t:ca(n,{...r,headers:{...r?.headers,authorization:ta()}}):a},exchanges:[vi({keys:{...Object.fromEntries(ra.map(e=>[e,na])),...Object.fromEntries(ra.map(e=>[`${e}Connection`,na]))}}),jt({onError(e){Xi(e).code===`UNAUTHENTICATED`&&Cn(`Your token is not valid any more.`)}}),kt,Ot({forwardSubscription:({query:e=``,variables:t,operationName:r,extensions:i})=>({subscribe:a=>({unsubscribe:n.subscribe({query:e,variables:Yi(t),operationName:r,extensions:oa(r,i)},{next:e=>a.next(e),error:e=>a.error(e),complete:()=>a.complete()})})})})]})}var aa=o.nonce!==``;function oa(e,t){let n=e===void 0||!aa?void 0:Qi.get(e);return n===void 0?t:{...t,persistedQuery:{version:1,sha256Hash:n}}}function sa(e){if(typeof e?.body!=`string`)return e;let{query:t,...n}=JSON.parse(e.body),r=oa(n.operationName,n.extensions);return{...e,body:JSON.stringify(r===n.extensions?{...n,query:t}:{...n,extensions:r})}}async function ca(e,t){let n=Date.now(),r=await fetch(e,sa(t));return a.learn(r.headers.get(`date`),n,Date.now()),await ua(r)?(aa=!1,fetch(e,t)):r}var la=1e3;async function ua(e){return!aa||Number(e.headers.get(`content-length`)??la)>=la?!1:(await e.clone().text()).includes(`"PERSISTED_QUERY_NOT_`)}var da=n(t(),1),fa=e(),pa=()=>pn(()=>import(`./panel-menu-gq3Ys5qI.js`),__vite__mapDeps([2,3,4,5,6,7,1,8,9,10,11,12])),ma=(0,da.lazy)(pa);function ha(e){return(0,fa.jsx)(`button`,{type:`button`,"aria-haspopup":`menu`,"data-panel-menu":!0,className:`grid size-8 place-items-center rounded-md text-soft hover:bg-sunk hover:text-ink`,...e,children:(0,fa.jsx)(Un,{size:18,"aria-hidden":`true`})})}function ga({menu:e,of:t}){let[n,r]=(0,da.useState)(!1),i=`More of ${t}`,a=()=>void pa(),o=(0,fa.jsx)(ha,{"aria-label":i,onClick:()=>r(!0),onPointerEnter:a,onFocus:a,"aria-expanded":n});return n?(0,fa.jsx)(da.Suspense,{fallback:o,children:(0,fa.jsx)(ma,{menu:e,label:i})}):o}export{Ht as A,qt as B,Lt as C,Jt as D,Xt as E,Bt as F,ye as G,an as H,Vt as I,Ie as J,be as K,tn as L,nn as M,Ut as N,Pt as O,Wt as P,en as R,zt as S,Yt as T,$t as U,Kt as V,it as W,Ee as Y,z as _,$i as a,Ft as b,Ai as c,Tn as d,L as f,R as g,wn as h,ia as i,rn as j,Qt as k,hn as l,bn as m,ga as n,Ji as o,vn as p,ze as q,Xi as r,qi as s,ha as t,_n as u,pn as v,Rt as w,Zt as x,It as y,Gt as z};